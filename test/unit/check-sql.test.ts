import { readFileSync } from 'node:fs';
import { checkSeed } from '../../cli/deploy/seed.ts';
import { checkSql, type DefinedSql, refuseSql, sqlIn } from '../../cli/seed/check-sql.ts';
import { parseLabDefinition, type TableDefinition } from '../../lab/definition.ts';
import { InvalidDefinition } from '../../lab/errors.ts';
import { problemText } from '../../sql/parse.ts';
import { smallDefinition } from '../statemachine/small-definition.ts';
import { fakeAws } from './aws-fake.ts';

const query = (sql: string, by: DefinedSql['by'] = 'lab'): DefinedSql => ({
  at: ['smokeTests', 0, 'sql'],
  title: 'a test',
  sql,
  by,
});

const problems = async (sql: string, by?: DefinedSql['by']) =>
  (await checkSql([query(sql, by)], smallDefinition)).map(({ problem }) => problemText(problem));

test("the sample's SQL is accepted", async () => {
  const sample = new URL('../../data/olist-sample/lab.json', import.meta.url);
  const definition = parseLabDefinition(readFileSync(sample, 'utf8'));
  expect(sqlIn(definition).length).toBeGreaterThan(8);
  expect(await checkSql(sqlIn(definition), definition)).toEqual([]);
});

describe('SQL that Athena would certainly refuse', () => {
  test.each([
    [
      'a mistake',
      'select count(*) form ${sor}.tbl_cities',
      /^line 1:22: mismatched input 'sor___'. Expecting: ',', 'EXCEPT'/,
    ],
    [
      'a mistake behind placeholders',
      'select city,\nid from ${sor}.tbl_cities wher id = 1',
      /^line 2:32: mismatched input 'id'/,
    ],
    [
      'a table that is not defined',
      'select * from ${sor}.tbl_citys',
      /^line 1:15: Table 'sor.tbl_citys' does not exist/,
    ],
    [
      'a column that nothing has',
      'select town from ${sor}.tbl_cities',
      /^line 1:8: Column 'town' cannot be resolved$/,
    ],
    [
      'an alias in GROUP BY',
      'select upper(city) as town, count(*) from ${sor}.tbl_cities group by town',
      /^line 1:70: Column 'town' cannot be resolved. Only ORDER BY knows/,
    ],
    [
      'an alias in WHERE',
      "select city town from ${sor}.tbl_cities where town = 'x'",
      /^line 1:47: Column 'town'/,
    ],
    [
      'an alias in its own list',
      'select id + 1 as next, next + 1 from ${sor}.tbl_cities',
      /^line 1:24: Column 'next'/,
    ],
  ])('is named: %s', async (_, sql, message) => {
    expect(await problems(sql)).toEqual([expect.stringMatching(message)]);
  });
});

describe('SQL that Athena may accept', () => {
  test.each([
    ['an alias in ORDER BY', 'select upper(city) as town from ${sor}.tbl_cities order by town'],
    ['an alias of a subquery', 'select town from (select city as town from ${sor}.tbl_cities) group by town'],
    [
      'a name of WITH',
      'with towns(town) as (select city from ${sor}.tbl_cities) select town from towns group by town',
    ],
    ['a column of UNNEST', 'select x from ${sor}.tbl_cities cross join unnest(array[1]) as t(x) where x = 1'],
    ['a lambda', 'select filter(array[id], each -> each > 1) from ${sor}.tbl_cities'],
    ['a partition key', 'select year from ${sot}.tbl_visits group by year'],
    ['a column in another case, and in quotes', 'select "City", CITY from ${sor}.TBL_CITIES'],
    ["the engine's own columns", 'select "$path" from ${sor}.tbl_cities'],
    ["columns of others' tables", 'select anything from information_schema.tables'],
    ['a function that nobody knows', 'select no_such_function(id) from ${sor}.tbl_cities'],
    ['a bucket in a text', "select '${sor.bucket}' from ${sor}.tbl_cities"],
  ])('is not refused: %s', async (_, sql) => {
    expect(await problems(sql)).toEqual([]);
  });

  test.each([
    [
      'a table that a person makes first',
      'create table ${spec}.mine as select 1 as x; select x from ${spec}.mine',
    ],
    [
      "Hive's DDL",
      "ALTER TABLE `${sot}`.tbl_visits ADD PARTITION (year = 2027) LOCATION 's3://${sot.bucket}/x/'",
    ],
    ["Athena's own statements", "UNLOAD (SELECT 1) TO 's3://${spec.bucket}/x/' WITH (format = 'JSON')"],
    ['several statements', 'show tables in ${sor};\nselect 1;\n'],
  ])('is not refused in a saved query: %s', async (_, sql) => {
    expect(await problems(sql, 'person')).toEqual([]);
  });
});

describe('operators', () => {
  const columns = Object.entries({
    id: 'int',
    due: 'date',
    at: 'timestamp',
    code: 'string',
    fee: 'decimal(10,2)',
    tags: 'array<string>',
    who: 'struct<due:string>',
  }).map(([name, type]) => ({ name, type }));
  const table = (name: string, more: object = {}): TableDefinition => ({
    table: name,
    zone: 'sor',
    format: 'parquet',
    columns,
    partitionKeys: [{ name: 'day', type: 'date' }],
    ...more,
  });
  const defined = {
    datasets: [],
    tables: [
      table('loans'),
      table('notes', { columns: [{ name: 'note', type: 'string' }], partitionKeys: [] }),
      table('quoted', { format: 'csv', header: true, quoted: true }),
    ],
    jobs: [],
    smokeTests: [],
    queries: [],
  };
  const said = async (sql: string) =>
    (await checkSql([query(sql)], defined)).map(({ problem }) => problemText(problem));

  test.each([
    [
      "select id from ${sor}.loans where due >= '2026-02-01'",
      "line 1:39: Cannot apply operator: date >= varchar(10). Write date '…' for a literal, or cast one to the type of the other",
    ],
    [
      'select id from ${sor}.loans where code = 12',
      'line 1:40: Cannot apply operator: varchar = integer. Cast one to the type of the other',
    ],
    [
      "select id || '-' || code from ${sor}.loans",
      'line 1:11: Unexpected parameters (integer, varchar(1)) for function concat. Cast one to the type of the other',
    ],
    [
      'select count(*) from ${sor}.loans l join ${sor}.notes n on l.id = n.note and l.fee + 1 > 2',
      'line 1:65: Cannot apply operator: integer = varchar. ',
    ],
    ['select day - 1 from ${sor}.loans', 'line 1:12: Cannot apply operator: date - integer. '],
    [
      "select (-id) % ('a' || code) from ${sor}.loans",
      'line 1:14: Cannot apply operator: integer % varchar. ',
    ],
    [
      "select id from ${sor}.loans where at not between '2026-01-01' and date '2026-01-02'",
      "line 1:38: Cannot check if timestamp(3) is BETWEEN varchar(10) and date. Write timestamp '…' for",
    ],
    [
      "select id from ${sor}.loans where id in (1, 2.5, '3')",
      'line 1:50: IN value and list items must be the same type or coercible to a common type: integer, varchar(1). ',
    ],
    [
      'select 1 from ${sor}.notes where exists (select due as note from ${sor}.loans where due = note or due = 5)',
      'line 1:103: Cannot apply operator: date = integer. ',
    ],
    [
      'select x from (select code as x from ${sor}.loans where code > 1) where x > 1',
      'line 1:62: Cannot apply operator: varchar > integer. ',
    ],
    [
      "select cast(due as varchar) as due from ${sor}.loans where due < '2026' order by due < '2026'",
      'line 1:64: Cannot apply operator: date < varchar(4). ',
    ],
    [
      'with l as (select 1 as due) select 1 from ${sor}.loans as l where "L".DUE = \'2026\'',
      'line 1:75: Cannot apply operator: date = varchar(4). ',
    ],
  ])('that Athena does not have are refused: %s', async (sql, message) => {
    expect(await said(sql)).toEqual([expect.stringContaining(message)]);
  });

  test.each([
    [
      'numbers',
      'select id + fee from ${sor}.loans where id > 1.5 and fee = 1e0 and id between 0 and 3000000000',
    ],
    [
      'a date and a timestamp',
      "select at - due from ${sor}.loans where at > due and due < date '2026-01-01'",
    ],
    ['NULL', 'select id from ${sor}.loans where due = null or due in (null)'],
    [
      'a cast',
      "select id from ${sor}.loans where cast(due as varchar) = '2026' and code = cast(1 as varchar)",
    ],
    ['what a function gives', 'select id from ${sor}.loans where year(due) > 2000 and date(code) = due'],
    ['an array and its element', 'select tags || code, code || tags from ${sor}.loans'],
    ['a field of a struct', "select id from ${sor}.loans where who.due = '2026-01-01'"],
    ['an alias in ORDER BY', "select code as id from ${sor}.loans order by id || 'x'"],
    [
      'an alias in ORDER BY of a subquery',
      "select (select note as id from ${sor}.notes order by id > 'a' limit 1) from ${sor}.loans",
    ],
    [
      'the parameter of a lambda',
      "select filter(tags, id -> id > 'a'), filter(tags, (id) -> id > 'a') from ${sor}.loans",
    ],
    ['a name of WITH', "with loans as (select 'x' as due) select due from loans where due > '2026'"],
    [
      'a subquery',
      "select due from (select cast(due as varchar) as due from ${sor}.loans) where due > '2026'",
    ],
    [
      'a subquery beside the table',
      "select 1 from ${sor}.notes, (select 'a' as due) x, ${sor}.loans where due > '2026' and x.due > '2026'",
    ],
    [
      'columns with other names',
      "select 1 from ${sor}.loans as l(a, due, b, id, e, f, g, h) where id > 'a' and l.due > now()",
    ],
    ['UNNEST', "select 1 from ${sor}.loans cross join unnest(tags) as t(id) where t.id > 'a' and id > 'a'"],
    [
      'a column of two tables',
      "select 1 from ${sor}.loans a join ${sor}.loans b using (due) where due > '2026'",
    ],
    [
      "a subquery's own column",
      "select 1 from ${sor}.loans where exists (select 1 from (values 'x') as t(due) where due > '2026')",
    ],
    [
      'a table with quotes, which may become text',
      "select 1 from ${sor}.quoted where id = 'x' and due > '2026'",
    ],
    ['intervals', "select due + interval '1' day from ${sor}.loans"],
    ['a quantified comparison', 'select 1 from ${sor}.loans where due = all (select at from ${sor}.loans)'],
    ['NOT IN a subquery', 'select 1 from ${sor}.loans where code not in (select note from ${sor}.notes)'],
  ])('that Athena may have are not: %s', async (_, sql) => {
    expect(await said(sql)).toEqual([]);
  });

  test('text of a table with quotes is text', async () => {
    expect(await said('select 1 from ${sor}.quoted where code = 5')).toEqual([
      expect.stringContaining('Cannot apply operator: varchar = integer'),
    ]);
  });
});

test('the place in a text of several statements is that in the text', async () => {
  expect(await problems('show tables in ${sor};\nselect 1;\n selct 2', 'person')).toEqual([
    expect.stringMatching(/^line 3:2: mismatched input 'selct'. Expecting: 'ALTER', /),
  ]);
});

test('one message names the query, its place, and how many others there are', async () => {
  const queries = [query('select 1 from'), query('select 2 from')];
  const refused = refuseSql(queries, smallDefinition, 'lab.json');
  await expect(refused).rejects.toThrow(InvalidDefinition);
  await expect(refused).rejects.toThrow(
    /^lab.json, at smokeTests\[0\].sql: Athena would refuse 'a test' at line 1, column 14: mismatched input '<EOF>'. Expecting: .* \(and 1 more\)$/,
  );
});

describe('a seed in S3 is checked before a stack uses it', () => {
  const seed = (more: object) => {
    const text = JSON.stringify({ ...smallDefinition, ...more });
    const { s3 } = fakeAws({ GetObject: [{ Body: { transformToString: async () => text } }] });
    return checkSeed({ s3 }, 's3://somebodys/seed/');
  };

  test('what the lab would run is', async () => {
    const smokeTests = [{ name: 'towns', sql: 'select town from ${sor}.tbl_cities', expect: [] }];
    await expect(seed({ smokeTests })).rejects.toThrow(
      "s3://somebodys/seed/lab.json, at smokeTests[0].sql: Athena would refuse 'towns' at line 1, column 8: Column 'town'",
    );
    const jobs = smallDefinition.jobs.map(job => ({
      ...job,
      output: { table: 'spec.tbl_summary', rows: 'select count(*) from ${sor}.tbl_cities limit all of it' },
    }));
    await expect(seed({ jobs })).rejects.toThrow(
      "at jobs[0].output.rows: Athena would refuse 'visit' at line 1, column 50",
    );
  });

  test('what it only saves is not: others can use the seed all the same', async () => {
    await expect(seed({ queries: [{ name: 'q', sql: 'select' }] })).resolves.toBeUndefined();
  });
});
