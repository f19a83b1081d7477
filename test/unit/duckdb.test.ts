import { Database, sqlName, sqlText } from '../../cli/seed/duckdb/database.ts';

let database: Database;
beforeAll(async () => {
  database = await Database.open();
});
afterAll(() => database.close());

test('text and names reach the database as they are', async () => {
  const odd = `it's "odd"; --`;
  expect(await database.rows(`select ${sqlText(odd)} as ${sqlName(odd)}`)).toEqual([{ [odd]: odd }]);
});

test('nothing is loaded from the network', async () => {
  await expect(database.rows("select * from read_xlsx('a.xlsx')")).rejects.toThrow('extension');
});

test('times have no zone of this machine', async () => {
  expect(await database.rows("select timestamptz '2026-01-02 03:04:05+00'::varchar as t")).toEqual([
    { t: '2026-01-02 03:04:05+00' },
  ]);
});
