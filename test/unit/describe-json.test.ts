import { DescribedFolder } from './described-folder.ts';
import { group, leaf, parquetFile, utf8 } from './parquet-file.ts';

let folder: DescribedFolder;
beforeEach(() => {
  folder = new DescribedFolder();
});
afterEach(() => folder.remove());

const lines = (...objects: readonly unknown[]): string =>
  objects.map(object => `${JSON.stringify(object)}\n`).join('');
const typesOf = async (...objects: readonly unknown[]) =>
  (await folder.table({ 't/a.jsonl': lines(...objects) })).types;

test('types at every depth, from all lines', async () => {
  const objects = [
    ...Array(1500).fill({
      id: 1,
      tags: ['a'],
      place: { lat: 1 },
      at: '2026-01-31T10:00:00Z',
      day: '2026-01-31',
      ok: true,
    }),
    { id: 3_000_000_000, tags: null, place: { lat: 1.5, name: 'x' }, more: [{ n: 1 }] },
  ];
  expect(await typesOf(...objects)).toEqual({
    id: 'bigint',
    tags: 'array<string>',
    place: 'struct<lat:double,name:string>',
    at: 'timestamp',
    day: 'date',
    ok: 'boolean',
    more: 'array<struct<n:bigint>>',
  });
});

test('text stays text, although it looks like numbers', async () => {
  expect(await typesOf({ zip: '01310', n: '12' })).toEqual({ zip: 'string', n: 'string' });
});

test('numbers and words for NULL are numbers', async () => {
  const { types, written } = await folder.table({
    't/a.jsonl': lines({ v: 4 }, { v: '' }, { v: 'n/a' }, { v: '7.5' }),
  });
  expect([types, written.nulls]).toEqual([{ v: 'double' }, ['n/a']]);
});

test('values of several kinds are text, and that is said', async () => {
  const { types, notes } = await folder.table({ 't/a.jsonl': lines({ v: { a: 1 } }, { v: 'unknown' }) });
  expect([types, notes]).toEqual([
    { v: 'string' },
    ['t: v is text, because its values are of several kinds.'],
  ]);
});

test('a key that is no column name is named, and the table converted', async () => {
  const { columns, converted } = await folder.table({
    't/a.jsonl': lines({ 'detail-type': 'x', userId: 1 }),
  });
  expect(columns).toEqual([
    { name: 'detail_type', from: 'detail-type', type: 'string' },
    { name: 'userid', type: 'int' },
  ]);
  expect(converted).toEqual(['names that are not column names']);
});

test('an object with keys that are values is a map', async () => {
  expect(await typesOf({ views: { 101: 1, 102: 2 } })).toEqual({
    views: 'map<string,bigint>',
  });
});

test('NaN among the numbers of JSON lines stays', async () => {
  const { types, written } = await folder.table({ 't/a.jsonl': '{"v": 0.5}\n{"v": NaN}\n' });
  expect([types, written.nulls]).toEqual([{ v: 'double' }, undefined]);
});

test.each([
  ['an array', '[{"id": 1},\n {"id": 2}]'],
  ['over several lines', '{\n  "id": 1\n}\n{\n  "id": 2\n}\n'],
])('JSON as %s is another format', async (_, content) => {
  const { written, rows, types } = await folder.table({ 't/a.json': content });
  expect([written.format, rows, types]).toEqual(['json', 2, { id: 'int' }]);
});

test('lines that are not JSON are told, and the others typed', async () => {
  const { types, notes } = await folder.table({ 't/a.jsonl': '{"id": 1}\n{"id": 2\n{"id": 3}\n' });
  expect(types).toEqual({ id: 'int' });
  expect(notes[0]).toMatch(/^t: line \d of a file, and perhaps others, are not JSON/);
});

test('Parquet has the types of its files, and no values are read', async () => {
  const { types, columns, rows } = await folder.table({
    't/a.parquet': parquetFile(
      [
        leaf('orderId', { type: 'INT64' }),
        utf8('Order Date'),
        group('place', [leaf('lat', { type: 'DOUBLE' })]),
      ],
      { orderId: [1n, 2n], 'Order Date': ['a', 'b'], place: [{ lat: 1.5 }, { lat: 2.5 }] },
    ),
  });
  expect([rows, types]).toEqual([
    2,
    { orderid: 'bigint', order_date: 'string', place: 'struct<lat:double>' },
  ]);
  expect(columns[1]?.from).toBe('Order Date');
});
