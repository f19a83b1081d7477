import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { queryAnswer } from '../../cli/commands/query.ts';
import { csv } from '../../cli/query/csv.ts';
import { expanded } from '../../cli/render/expanded.ts';
import { width } from '../../cli/render/table.ts';
import { daybreak } from './command-in-process.ts';

const columns = [
  { name: 'city', type: 'varchar' },
  { name: 'n', type: 'bigint' },
  { name: 'what it is known for', type: 'varchar' },
];
const rows = [
  ['são paulo', '1849', 'the largest city of the southern hemisphere, and its traffic'],
  ['東京', null, ''],
];

describe("a query's answer", () => {
  test('is a table where it fits', () => {
    const { text } = queryAnswer({ columns, rows }, {}, 100);
    expect(text.split('\n')[0]).toMatch(/^city +n +what it is known for$/);
    expect(text.endsWith('\n2 rows')).toBe(true);
  });

  test.each([40, 60])('is expanded on a terminal of %i columns, one line for each column', columnsThere => {
    const { text } = queryAnswer({ columns, rows }, {}, columnsThere);
    expect(text.split('\n')).toEqual([
      '── row 1 ──',
      '  city                  são paulo',
      '  n                     1849',
      '  what it is known for  the largest city of the southern hemisphere, and its traffic',
      '── row 2 ──',
      '  city                  東京',
      '  n                     NULL',
      '  what it is known for',
      '2 rows',
    ]);
  });

  test('is expanded when asked, however wide the terminal is', () => {
    expect(queryAnswer({ columns, rows }, { expanded: true }, 1_000).text).toContain('── row 2 ──');
  });

  test('without rows names its columns', () => {
    expect(expanded(columns, [])).toBe('Columns: city, n, what it is known for');
    expect(queryAnswer({ columns, rows: [] }, {}, 10).text).toBe(
      'Columns: city, n, what it is known for\n0 rows',
    );
  });

  test('stays on its lines when a cell has others in it', () => {
    const lines = expanded(columns, [['two\nlines', '1', '\u001b[31mred']]).split('\n');
    expect(lines).toHaveLength(4);
    expect(lines.every(line => width(line) === line.length)).toBe(true);
  });
});

describe('--csv', () => {
  test('is RFC 4180: a header, CRLF, quotes where they are needed', () => {
    expect(csv(columns, [['a,b', '1', 'say "x"'], ...rows.slice(1)])).toBe(
      'city,n,what it is known for\r\n"a,b",1,"say ""x"""\r\n東京,,""\r\n',
    );
  });

  test('tells NULL from an empty text, and leaves formulas and control characters as they are', () => {
    expect(csv(columns.slice(0, 1), [['=1+1'], [null], [''], ['a\nb'], ['\u001b[2J']])).toBe(
      'city\r\n=1+1\r\n\r\n""\r\n"a\nb"\r\n\u001b[2J\r\n',
    );
  });

  test('another program reads back what was in it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'daybreak-csv-'));
    const hard = ['=1+1', 'a,b', '"', '""', 'two\nlines', 'a\r\nb', ' spaces ', "it's", 'é東京🙂', '\\', ';'];
    const file = join(folder, 'answer.csv');
    await writeFile(
      file,
      csv(
        [{ name: 'at', type: 'int' }, ...columns.slice(0, 1)],
        hard.map((text, at) => [`${at}`, text]),
      ),
    );
    const connection = await (await DuckDBInstance.create()).connect();
    const read = await connection.runAndReadAll(
      `select city from read_csv('${file}', all_varchar = true, header = true, quote = '"', escape = '"', delim = ',') order by cast("at" as int)`,
    );
    expect(read.getRows().map(([city]) => city)).toEqual(hard);
    connection.closeSync();
    await rm(folder, { recursive: true });
  });

  test.each([
    ['--csv', '--json'],
    ['--csv', '--expanded'],
    ['--expanded', '--json'],
  ])('%s and %s exclude each other', async (one, other) => {
    const { code, stderr } = await daybreak(['query', '--local', one, other, 'select 1']);
    expect(code).toBe(2);
    expect(stderr).toContain('exclude each other');
  });
});
