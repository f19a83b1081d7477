import { firstRowsOf, firstRowsQuery } from '../../functions/smoke-test/first-rows-query.ts';
import type { Lab } from '../../lab/names.ts';
import { AthenaLab } from './athena-lab.ts';

/* The first rows that a page shows, as the engine answers them: of each type that a column can have. */

const lab: Lab = { name: 'people', account: '123456789012', region: 'us-east-1', partition: 'aws' };

let athena: AthenaLab;

beforeAll(async () => {
  athena = await AthenaLab.open();
});

afterAll(() => athena?.close());

/** Types, a value of each in SQL, and what a page shows of it. */
const values: readonly (readonly [type: string, sql: string, shown: string])[] = [
  ['string', "'São Paulo'", 'São Paulo'],
  ['string', `rpad('', 300, 'x')`, 'x'.repeat(200)],
  ['varchar(5)', "CAST('ab' AS varchar(5))", 'ab'],
  ['char(5)', "CAST('ab' AS char(5))", 'ab   '],
  ['tinyint', 'CAST(1 AS tinyint)', '1'],
  ['smallint', 'CAST(2 AS smallint)', '2'],
  ['int', '3', '3'],
  ['bigint', '9007199254740993', '9007199254740993'],
  ['float', 'CAST(1.5 AS real)', '1.5'],
  ['double', '10.25e0', '10.25'],
  ['decimal(10,2)', "CAST('1.50' AS decimal(10,2))", '1.50'],
  ['boolean', 'true', 'true'],
  ['date', "DATE '2018-01-02'", '2018-01-02'],
  ['timestamp', "TIMESTAMP '2018-01-02 03:04:05.678'", '2018-01-02 03:04:05.678'],
  ['binary', "X'00ff'", '00FF'],
  ['array<string>', "ARRAY['a', NULL]", '["a",null]'],
  ['map<string,int>', "MAP(ARRAY['k'], ARRAY[1])", '{"k":1}'],
  [
    'struct<n:int,d:date>',
    "CAST(ROW(1, DATE '2018-01-02') AS ROW(n integer, d date))",
    '{"n":1,"d":"2018-01-02"}',
  ],
  // Trino casts none of these to JSON.
  ['struct<b:binary>', "CAST(ROW(X'00') AS ROW(b varbinary))", '…'],
  ['struct<c:char(2)>', "CAST(ROW(CAST('a' AS char(2))) AS ROW(c char(2)))", '…'],
  ['map<date,int>', "MAP(ARRAY[DATE '2018-01-02'], ARRAY[1])", '…'],
];

test('every type has a text, and NULL is NULL', async () => {
  const columns = values.map(([type], index) => ({ name: `c${index}`, type, comment: '' }));
  const row = values.map(([, sql], index) => `${sql} AS c${index}`).join(', ');
  const empty = columns.map(() => 'NULL').join(', ');
  await athena.rows(
    `CREATE TABLE people_sor.types WITH (format = 'PARQUET') AS SELECT ${row} UNION ALL SELECT ${empty}`,
  );
  const types = { zone: 'sor' as const, table: 'types', columns, partitionKeys: [] };
  const answer = firstRowsOf([types], await athena.rows(firstRowsQuery(lab, [types])));
  const rows = answer['sor.types']?.rows.toSorted(([a], [b]) => Number(a === null) - Number(b === null));
  expect(rows).toEqual([
    values.map(([, , shown]) => shown),
    values.map(([, , shown]) => (shown === '…' ? shown : null)),
  ]);
});
