import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { exitCodeOf } from '../../cli/errors.ts';
import { FileProblems } from '../../cli/seed/file-problems.ts';
import { SeveralProblems } from '../../cli/seed/problems.ts';
import { readSeedFolder } from '../../cli/seed/read-seed-folder.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'daybreak-problems-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const columns = [
  { name: 'id', type: 'int' },
  { name: 'name', type: 'string' },
  { name: 'born', type: 'date' },
];
const csv = { table: 't', zone: 'sor', format: 'csv', header: true, columns };

/** What is wrong with a folder, each problem as one text. */
const problems = async (
  datasets: readonly object[],
  contents: Readonly<Record<string, string | Buffer>>,
  more: object = {},
): Promise<readonly string[]> => {
  const lab = { title: 'A lab', version: '1.0.0', licence: 'CC0-1.0', source: 'made up', datasets, ...more };
  for (const [key, content] of Object.entries({ 'lab.json': JSON.stringify(lab), ...contents })) {
    mkdirSync(dirname(join(root, key)), { recursive: true });
    writeFileSync(join(root, key), content);
  }
  const error = await readSeedFolder(root).catch((thrown: unknown) => thrown);
  if (!(error instanceof Error)) return [];
  const [count = '', ...lines] = error.message.split('\n');
  if (!(error instanceof SeveralProblems)) return [error.message];
  expect(count).toBe(`${lines.length} problems:`);
  return lines.map(line => line.slice(2));
};

const starting = (texts: readonly string[]) => texts.map(text => expect.stringContaining(text));

describe('all that is wrong with a folder is told at once', () => {
  test('in all files of all tables, in the order of reading', async () => {
    const json = { ...csv, table: 'u', format: 'jsonl', header: undefined };
    const found = await problems(
      [csv, json, { ...csv, table: 'gone' }],
      {
        't/a.csv': 'id,name,born\nx,a,2026-01-01\n1,b\n2,c,yesterday\n',
        't/b.csv': Buffer.from('\uFEFFid,name,born\n', 'utf16le'),
        't/c.csv': 'id,name,born\n\n1,a,2026-02-30\n',
        'u/a': '{"id":"x","born":1}\n{"id":1,"Id":2}\n{\n',
        'jobs/a.py': '',
      },
      {
        queries: [{ name: 'q', sql: 'select town from ${sor}.t' }],
        jobs: [
          { name: 'one', script: 'jobs/a.txt', files: ['nothing'] },
          { name: 'two', script: 'jobs/a.py', files: [{ key: 'jobs/a.py', bytes: 3 }] },
        ],
      },
    );
    expect(found).toEqual(
      starting([
        "lab.json, at queries[0].sql: Athena would refuse 'q' at line 1, column 8: Column 'town'",
        "t/a.csv, line 2: column id is int, but has 'x'",
        't/a.csv, line 3: 2 fields, but lab.json names 3 columns',
        "t/a.csv, line 4: column born is date, but has 'yesterday'",
        't/b.csv: this is UTF-16',
        "t/c.csv, line 3: column born is date, but has '2026-02-30'",
        "u/a, line 1: column id is int, but has 'x'",
        "u/a, line 1: column born is date, but has '1'",
        "u/a, line 2: the key 'Id' appears twice",
        'u/a, line 3: this JSON spans several lines',
        "lab.json, at datasets[2].prefix: there is no 'gone' in the folder",
        "lab.json, at jobs[0].script: 'jobs/a.txt' is not a Python script",
        "lab.json, at jobs[0].files[0]: there is no 'nothing' in the folder",
        'jobs/a.py: lab.json gives bytes 3, the file has 0',
      ]),
    );
  });

  test('in lab.json, and in the files of the tables that it describes well', async () => {
    const found = await problems(
      [
        { ...csv, columns: [{ name: 'id', type: 'integer' }] },
        { ...csv, zone: 'raw', columns: [{ name: 'Id', type: 'nonsense' }] },
        { ...csv, table: 'u' },
      ],
      { 't/a.csv': 'id\nx\n', 'u/a.csv': 'id,name,born\n1,a\n' },
      { licence: undefined, jobs: [{ name: 'j', script: 'j.py' }], queries: [{ name: 'q' }] },
    );
    expect(found).toEqual(
      starting([
        'lab.json, at licence: Invalid input',
        "lab.json, at datasets[0].columns[0].type: 'integer' is not a column type: use int",
        'lab.json, at datasets[1].zone: is not a zone',
        'lab.json, at datasets[1].columns[0].name: may only have lower-case letters',
        "lab.json, at datasets[1].columns[0].type: 'nonsense' is not a column type: use string",
        'lab.json, at queries[0].sql: Invalid input',
        'u/a.csv, line 2: 2 fields',
        "lab.json, at jobs[0].script: there is no 'j.py'",
      ]),
    );
  });

  test('also contradictions of lab.json', async () => {
    const found = await problems(
      [
        { ...csv, header: undefined },
        { ...csv, prefix: 'u/' },
        { ...csv, table: 'v', columns: [...columns, { name: 'id', type: 'string' }] },
      ],
      { 'u/a.csv': 'id,name,born\n1,a\n' },
    );
    expect(found).toEqual(
      starting([
        'lab.json, at datasets[0].header: csv needs "header": true or false',
        "lab.json, at datasets[2].columns: column 'id' appears twice",
        "lab.json, at datasets[1].table: table 't' appears twice in zone sor",
      ]),
    );
  });

  test.each([
    ['is not JSON', '{', /^lab.json is not JSON: /],
    ['is of a newer form', '{"schemaVersion":2,"x":1}', /^lab.json has schemaVersion 2/],
    ['is no object', '[]', /^lab.json: Invalid input: expected object/],
  ])('a lab.json that %s is one problem', async (_, text, message) => {
    expect(await problems([], { 'lab.json': text })).toEqual([expect.stringMatching(message)]);
  });

  test('of a lab.json with very many mistakes, the first are told and the others counted', async () => {
    const many = Array.from({ length: 500 }, () => ({ name: 'A', type: 'string' }));
    const found = await problems([{ ...csv, columns: many }], {});
    expect(found).toHaveLength(101);
    expect(found[100]).toBe('lab.json: there are 400 more problems. Fix those above first');
  });

  test('and exits with 2, as one problem does', () => {
    expect(exitCodeOf(new SeveralProblems([]))).toBe(2);
  });

  test('the same problem in one column is told once, whatever the number of lines', async () => {
    const rows = Array.from({ length: 9_999 }, (_, i) => `${i}x,${i % 2 ? 'a' : '"a"'},2026-01-01\n`);
    expect(await problems([csv], { 't/a': `id,name,born\n${rows.join('')}` })).toEqual([
      expect.stringMatching(
        /^t\/a, line 2: field 2 \(name\) begins .* \(and 4,999 more lines, the last at 10,000\)$/,
      ),
      expect.stringMatching(
        /^t\/a, line 3: column id is int, but has '1x'.* \(and 4,998 more lines, the last at 9,999\)$/,
      ),
    ]);
  });

  test('a few such lines are all named', async () => {
    expect(await problems([csv], { 't/a': 'id,name,born\n1,a\n1,a,2026-01-01\n2\n3,c\n4,d\n' })).toEqual([
      expect.stringMatching(/^t\/a, line 2: 2 fields, .*"quoted": true \(also on lines 5 and 6\)$/),
      expect.stringMatching(/^t\/a, line 4: 1 field, /),
    ]);
  });

  test('of a table with many bad files, the first are told and the others counted', async () => {
    const bad = Array.from({ length: 150 }, (_, i) => [
      `t/${String(i).padStart(3, '0')}`,
      'id,name,born\nx,,\n',
    ]);
    const found = await problems([csv], Object.fromEntries(bad));
    expect(found).toHaveLength(101);
    expect(found[99]).toMatch(/^t\/099, line 2: column id is int/);
    expect(found[100]).toBe('lab.json, at datasets[0]: table t has 50 more problems. Fix those above first');
  });

  test('what is in a file cannot pass for another problem', async () => {
    const found = await problems([csv], { 't/a': 'id,name,born\n1\n', 't/b\n- t/c': 'id,name,born\n1\n' });
    expect(found).toEqual(starting(["'t/b\\n- t/c' is not a valid key", 't/a, line 2: 1 field']));
  });

  test.each([
    ['another delimiter', 'id;name;born\nx;b;2026-01-01\n\n', 't/a, line 1: semicolons'],
    [
      'another delimiter, below another header',
      'key;label;day\nx;b;2026-01-01\n\n',
      't/a, line 1: semicolons',
    ],
    ['another order', 'name,id,born\na,1,2026-01-01\nb,2\n', "t/a, line 1: the header's order"],
    ['a quote that does not close', 'id,name,born\n1,"a\nb\n2', 't/a, line 2: field 2 (name) opens', true],
  ])('what follows from %s is not told', async (_, content, message, quoted = false) => {
    expect(await problems([{ ...csv, quoted }], { 't/a': content })).toEqual([
      expect.stringContaining(message),
    ]);
  });

  test('after what is only a wrong letter, reading goes on', async () => {
    const content = Buffer.from(
      'id,nane,born\n1,são,2026-01-01\nx,sim,2026-01-01\n2,não,2026-01-01\n',
      'latin1',
    );
    expect(await problems([csv], { 't/a': content })).toEqual([
      expect.stringContaining("line 1: the header's field 2 is 'nane'"),
      expect.stringMatching(/line 2: this is not UTF-8: byte 4 .* \(also on line 4\)$/),
      expect.stringContaining("line 3: column id is int, but has 'x'"),
    ]);
  });

  test('all values of a line of JSON are, at every depth', async () => {
    const deep = {
      ...csv,
      format: 'jsonl',
      header: undefined,
      columns: [
        { name: 'tags', type: 'array<int>' },
        { name: 'who', type: 'struct<age:int,at:date>' },
        { name: 'prices', type: 'map<int,double>' },
      ],
    };
    const line = '{"tags":["x",1,"y"],"who":{"age":[1,{}],"at":"no"},"prices":{"a":1,"b":"c"}}\n';
    expect(await problems([deep], { 't/a': line + line.replace('["x"', '["z"') })).toEqual(
      starting([
        "line 1: column tags[0] is int, but has 'x', which Athena would read as NULL or as another value. Use whole numbers that fit into int or null, or make it a string in lab.json (also on line 2)",
        'line 1: column who.age is int, but has an array',
        "line 1: column who.at is date, but has 'no'",
        "line 1: a key of prices is 'a', but they are int",
        "line 1: column prices['b'] is double, but has 'c'",
      ]),
    );
  });
});

test('of problems of many kinds the first are kept, and the others counted', () => {
  const found = new FileProblems('a');
  for (let line = 1; line <= 1e6; line += 1)
    found.tell(line, `kind ${line % 1000}`, () => `it is ${line}`, 'c');
  const errors = found.errors();
  expect(errors).toHaveLength(21);
  expect(errors[0]?.problem).toEqual({
    file: 'a',
    line: 1,
    column: 'c',
    message: 'it is 1 (and 999 more lines, the last at 999,001)',
  });
  expect(errors[20]?.message).toBe(
    'a, line 21: from here on there are 980,000 more problems of other kinds. Fix those above first',
  );
});
