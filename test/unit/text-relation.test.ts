import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Database } from '../../cli/seed/duckdb/database.ts';
import { type Dialect, textRelation } from '../../cli/seed/duckdb/text-relation.ts';

let database: Database;
let folder: string;
beforeAll(async () => {
  database = await Database.open();
  folder = await mkdtemp(join(tmpdir(), 'daybreak-text-'));
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const comma: Dialect = { delimiter: ',', quoted: true, header: true };

const read = async (
  files: Readonly<Record<string, string | Buffer>>,
  dialect: Dialect = comma,
  longestRecord?: number,
) => {
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const paths = Object.keys(files).map(name => join(folder, name));
  const rows = await database.rows(
    `select * from ${textRelation(paths, ['order id', 'b'], dialect, longestRecord)}`,
  );
  return rows.map(row => [row['order id'], row.b]);
};

test('fields are text as it is written, and only an empty field without quotes is NULL', async () => {
  expect(await read({ 'a.csv': 'x,y\n 01,"a ""b"" \\\r\nc"\n,""\n"NA",null\n' })).toEqual([
    [' 01', 'a "b" \\\r\nc'],
    [null, ''],
    ['NA', 'null'],
  ]);
});

test('without quotes, a quote is a character', async () => {
  const tabs = { delimiter: '\t', quoted: false, header: false };
  expect(await read({ 'a.tsv': 'say "a"\tb"\n' }, tabs)).toEqual([['say "a"', 'b"']]);
});

test.each(['§', '~', "'", '\u0001', ' '])('any character separates: %j', async delimiter => {
  const content = `x${delimiter}y\n1${delimiter}"a${delimiter}"\n`;
  expect(await read({ 'a.csv': content }, { ...comma, delimiter })).toEqual([['1', `a${delimiter}`]]);
});

test('lines above the header are left out, in each file, and files keep their order', async () => {
  const dialect = { ...comma, skipLines: 2 };
  const files = { 'b.csv': 'A title\n\nx,y\n1,2\n', 'a.csv': 'A "title\n,,,\nx,y\n3,4' };
  expect(await read({ 'b.csv': files['b.csv'] }, dialect)).toEqual([['1', '2']]);
  expect(await read(files, { ...dialect, quoted: false })).toEqual([
    ['1', '2'],
    ['3', '4'],
  ]);
});

test('a file is compressed if its name says so, and its name is no pattern', async () => {
  expect(await read({ '[1]*.csv.gz': gzipSync('x,y\n1,2\n'), '11.csv.gz': gzipSync('x,y\n3,4\n') })).toEqual([
    ['1', '2'],
    ['3', '4'],
  ]);
});

test('a record is as long as was said', async () => {
  const long = 'x'.repeat(5_000_000);
  expect(await read({ 'a.csv': `x,y\n${long},1\n` }, comma, 5_000_010)).toEqual([[long, '1']]);
});
