import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { interruptOn } from '../../cli/interrupt.ts';
import { reading } from '../../cli/render/reading.ts';
import { daybreak } from './command-in-process.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'daybreak check-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const columns = [
  { name: 'id', type: 'int' },
  { name: 'name', type: 'string' },
];
const csv = { table: 'books', zone: 'sor', format: 'csv', header: true, columns };
const jsonl = { ...csv, table: 'loans', format: 'jsonl', header: undefined };

const put = (datasets: readonly object[], contents: Readonly<Record<string, string>>): void => {
  const lab = { title: 'A lab', version: '1.0.0', licence: 'CC0-1.0', source: 'made up', datasets };
  for (const [key, content] of Object.entries({ 'lab.json': JSON.stringify(lab), ...contents })) {
    mkdirSync(dirname(join(root, key)), { recursive: true });
    writeFileSync(join(root, key), content);
  }
};

const rows = (count: number): string => `id,name\n${'1,a\n'.repeat(count)}`;

test('a folder without problems: its tables, what is worth knowing, and the next command', async () => {
  put([csv, jsonl], { 'books/a.csv': rows(1_000), 'books/b.csv': rows(500), 'loans/a': '{"id":1}\n' });
  const { code, stdout, stderr } = await daybreak(['check', root]);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout.replace(/^Seed folder.*\n/gm, '')).toBe(`
Tables
  table      format  files     size   rows
  ─────────  ──────  ─────  ───────  ─────
  sor.books  csv         2   6.0 kB  1,500
  sor.loans  jsonl       1  9 bytes      1

Worth knowing
  Table loans: no line fills name, which will be NULL. Add the key, or leave it out of lab.json.

Nothing is wrong: 2 tables, 3 files (6.0 kB), 1,501 rows. Build a lab from it:
  npx daybreak up --local --seed '${root}'
`);
});

test('a folder with problems: all of them by file, and exit code 2', async () => {
  put([csv, { ...jsonl, zone: 'raw' }], {
    'books/a.csv': rows(3),
    'books/b.csv': 'id,name\nx,a\n1\n',
    'books/c.csv': '\u001b[2J\n',
  });
  const { code, stdout, stderr } = await daybreak(['check', root]);
  expect([code, stderr]).toEqual([2, '']);
  expect(stdout.replace(/^Seed folder.*\n/gm, '').replaceAll(/\. [A-Z].*$/gm, '.')).toBe(
    `
Tables
  table      format  files      size       rows
  ─────────  ──────  ─────  ────────  ─────────
  sor.books  csv         3  39 bytes  see below

Problems
  lab.json
    datasets[1].zone: is not a zone: use sor, sot, spec
  books/b.csv
    line 2: column id is int, but has 'x', which Athena would read as NULL.
    line 3: 1 field, but lab.json names 2 columns.
  books/c.csv
    line 1: 1 field, but lab.json names 2 columns.

4 problems in 3 files.
  npx daybreak check '${root}'
`,
  );
});

test('text from files and their names cannot act on the terminal', async () => {
  put([csv], { 'books/a\u001b[2J.csv': '', 'books/b.csv': 'id,name\n\u001b[2J,a\n' });
  const { stdout } = await daybreak(['check', root]);
  expect(stdout).toContain("'books/a\\x1b[2J.csv' is not a valid key");
  expect(stdout).toContain("column id is int, but has '\\x1b[2J'");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
  expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
});

test('with --json one document, whatever is wrong', async () => {
  put([csv, { ...csv, table: 'gone' }], { 'books/a.csv': 'id,name\nx,a\n' });
  const { code, stdout } = await daybreak(['check', root, '--json']);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toEqual({
    folder: root,
    ok: false,
    tables: [
      { zone: 'sor', table: 'books', format: 'csv', files: 1, bytes: 12, rows: null },
      { zone: 'sor', table: 'gone', format: 'csv', files: 0, bytes: 0, rows: null },
    ],
    problems: [
      {
        file: 'books/a.csv',
        line: 2,
        column: 'id',
        place: null,
        message: expect.stringMatching(/^column id is/),
      },
      {
        file: 'lab.json',
        line: null,
        column: null,
        place: 'datasets[1].prefix',
        message: expect.stringContaining("there is no 'gone' in the folder"),
      },
    ],
    warnings: [],
  });
  put([csv], { 'books/a.csv': rows(2) });
  const good = await daybreak(['check', root, '--json']);
  expect([good.code, JSON.parse(good.stdout)]).toEqual([
    0,
    expect.objectContaining({ ok: true, tables: [expect.objectContaining({ rows: 2 })], problems: [] }),
  ]);
});

describe('several folders, each on top of those before it', () => {
  /** A folder in the folder, with a query. */
  const course = (
    name: string,
    datasets: readonly object[],
    sql: string,
    content = 'id,name\n1,a\n',
  ): string => {
    const head = { title: name, version: '1.0.0', licence: 'CC0-1.0', source: 'made up' };
    const lab = { ...head, datasets, queries: [{ name, sql }] };
    mkdirSync(join(root, name, 'books'), { recursive: true });
    writeFileSync(join(root, name, 'lab.json'), JSON.stringify(lab));
    writeFileSync(join(root, name, 'books/a.csv'), content);
    return join(root, name);
  };
  const checkDocument = async (...folders: readonly string[]) => {
    const { code, stdout } = await daybreak(['check', ...folders, '--json']);
    return { code, document: JSON.parse(stdout) };
  };
  const sample = join(import.meta.dirname, '../../data/olist-sample');

  test('the later ones may name what the earlier ones have', async () => {
    const base = course('base', [csv], 'select 1');
    const top = course('top', [], 'select b.id from ${sor}.books b join ${sor}.tbl_blogs l on l.id = b.id');
    const { code, stdout } = await daybreak(['check', sample, base, top]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^ {2}sor\.books .* 1$/m)]);
    expect(stdout).toContain('Nothing is wrong: 16 tables, 26 files');
    expect(stdout).toContain(
      `up --local --seed ${/^[\w./-]+$/.test(sample) ? sample : `'${sample}'`} --seed '${base}' --seed '${top}'`,
    );
    const { document } = await checkDocument(base, course('top', [], 'select nothing from ${sor}.books'));
    expect(document).toMatchObject({
      ok: false,
      folders: [
        { folder: base, ok: true, tables: [{ table: 'books', rows: 1 }], problems: [], warnings: [] },
        { folder: top, ok: false, tables: [], problems: [{ file: 'lab.json', place: 'queries[0].sql' }] },
      ],
      problems: [],
      unchecked: [],
    });
  });

  test('what builds on a folder with problems waits, and that is said', async () => {
    const base = course('base', [csv], 'select 1', 'id,name\nx,a\n');
    const top = course('top', [], 'select nothing from ${sor}.books');
    const { code, document } = await checkDocument(base, top);
    expect([code, document]).toEqual([
      2,
      expect.objectContaining({
        ok: false,
        folders: [expect.objectContaining({ ok: false })],
        unchecked: [top],
      }),
    ]);
    const { stdout } = await daybreak(['check', base, top]);
    expect(stdout).toContain(`  ${base}/books/a.csv\n    line 2: `);
    expect(stdout).toContain(`  ${top} is not checked yet, because it builds on ${base}.`);
    expect(stdout).toContain(`  npx daybreak check '${base}' '${top}'`);
  });

  test('what two of them have is a problem of both', async () => {
    const bookshop = (name: string) => course(name, [csv], 'select 1');
    const [one, two, three] = [bookshop('one'), bookshop('two'), bookshop('three')];
    const { code, document } = await checkDocument(one, two, three);
    expect([code, document.ok]).toEqual([2, false]);
    expect(document.problems).toMatchObject([
      { message: expect.stringContaining(`${one} and ${two} both have table sor.books`) },
      { message: expect.stringContaining(`${one} and ${three} both have table sor.books`) },
    ]);
    const { stdout } = await daybreak(['check', one, two]);
    expect(stdout).toContain(`  lab.json\n    ${one} and ${two} both have table sor.books. `);
  });
});

test('other commands have the problems in their document, too', async () => {
  put([csv], { 'books/a.csv': 'id,name\nx,a\n1\n' });
  const { code, stdout } = await daybreak(['up', '--local', '--seed', root, '--json']);
  expect([code, JSON.parse(stdout)]).toEqual([
    2,
    {
      error: 'SeveralProblems',
      cause: expect.stringMatching(/^2 problems:\n- books\/a.csv, line 2: .*\n- books\/a.csv, line 3: /),
      problems: [expect.objectContaining({ line: 2 }), expect.objectContaining({ line: 3 })],
    },
  ]);
});

test('a folder that does not exist, and one without lab.json and data, are bad input', async () => {
  expect(await daybreak(['check', join(root, 'gone')])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('There is no folder'),
  });
  expect(await daybreak(['check', root])).toMatchObject({
    code: 2,
    stdout: expect.stringContaining('lab.json\n    There is no data in '),
  });
});

describe('while files are read', () => {
  test('how far it is is said once a second', () => {
    const said: string[] = [];
    let now = 0;
    const interrupt = interruptOn(new AbortController().signal);
    const onRead = reading(
      text => said.push(text),
      interrupt,
      () => now,
    );
    for (; now < 3_000; now += 100) onRead('books/a.csv', 1_000_000);
    expect(said).toEqual(['11 MB read, books/a.csv', '21 MB read, books/a.csv']);
  });

  test('Ctrl-C ends it', () => {
    const controller = new AbortController();
    const interrupt = interruptOn(controller.signal);
    interrupt.means('You pressed Ctrl-C. Checking changes nothing.');
    const onRead = reading(() => {}, interrupt);
    onRead('a', 1);
    controller.abort();
    expect(() => onRead('a', 1)).toThrow('You pressed Ctrl-C. Checking changes nothing.');
  });
});
