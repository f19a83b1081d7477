import { engineStatement, preparedStatement, readStatement } from '../../local-aws/athena/athena-sql.ts';
import { AthenaRefusal } from '../../local-aws/athena/refusal.ts';

const place = { queryId: 'q', results: 's3://results/', isEnforced: false };
const engine = (sql: string) => engineStatement(readStatement(sql), place);

test('what Trino reads as Athena does stays as it is', () => {
  for (const sql of [
    'select 1',
    "-- a comment; with a semicolon\nwith a as (select ';') select * from a",
    '(select 1)',
  ])
    expect(engine(`${sql};`)).toMatchObject({ type: 'DML', substatement: 'SELECT', sql });
});

test('CREATE TABLE AS gets its place, its format and its compression', () => {
  const sql = `CREATE TABLE IF NOT EXISTS "a"."b" WITH (
    table_type = 'HIVE', is_external = true, format = 'TEXTFILE', field_delimiter = ',',
    partitioned_by = ARRAY['x', 'y'], write_compression = 'ZLIB') AS WITH c AS (SELECT 1) SELECT * FROM c`;
  expect(engine(sql)).toEqual({
    type: 'DML',
    substatement: 'CREATE_TABLE_AS_SELECT',
    sql:
      `CREATE TABLE IF NOT EXISTS "a"."b" WITH (format = 'TEXTFILE', textfile_field_separator = ',', ` +
      `partitioned_by = ARRAY['x', 'y'], external_location = 's3://results/tables/q/') AS WITH c AS (SELECT 1) SELECT * FROM c`,
    session: { 'awsdatacatalog.compression_codec': 'GZIP' },
    writesTo: 's3://results/tables/q/',
  });
});

test('UNLOAD becomes a table of nobody’s that is dropped again', () => {
  expect(
    engine("UNLOAD (SELECT f(1, 2) FROM t) TO 's3://b/it''s' WITH (format = 'ORC', compression = 'zstd')"),
  ).toMatchObject({
    substatement: 'UNLOAD',
    sql: `CREATE TABLE unload.main."q" WITH (format = 'ORC', external_location = 's3://b/it''s/') AS SELECT f(1, 2) FROM t`,
    session: { 'unload.compression_codec': 'ZSTD' },
    writesTo: "s3://b/it's/",
    afterwards: 'DROP TABLE IF EXISTS unload.main."q"',
  });
});

test.each([
  ['select 1; select 2', 'Only one sql statement is allowed. Got: select 1; select 2'],
  ['  ', 'Query string is empty'],
  ['grant select on a to b', 'Queries of this type are not supported'],
  ['create table a (b int)', 'External keyword required for table type HIVE'],
  ["unload (select 1) to 's3://b/'", /^line 1:1: UNLOAD has the form/],
  ["create table a with (table_type = 'ICEBERG') as select 1 b", /no Iceberg tables/],
  ["create table a with (write_compression = 'LZO') as select 1 b", /does not compress with LZO/],
])('%s is refused', (sql, message) => {
  expect(() => engine(sql)).toThrow(AthenaRefusal);
  expect(() => engine(sql)).toThrow(message);
});

test('prepared statements are recognised with their names', () => {
  const about = (sql: string) => preparedStatement(readStatement(sql));
  expect(about('PREPARE p FROM SELECT ?;')).toEqual({ does: 'prepare', name: 'p', statement: 'SELECT ?' });
  expect(about('EXECUTE "p" USING 1, 2')).toEqual({ does: 'execute', name: 'p', rest: 'USING 1, 2' });
  expect(about('DEALLOCATE PREPARE p')).toEqual({ does: 'deallocate', name: 'p' });
  expect(about("EXECUTE IMMEDIATE 'SELECT 1'")).toBeUndefined();
});
