import { readFileSync } from 'node:fs';
import { checkSeed } from '../../cli/deploy/seed.ts';
import { checkSql, type DefinedSql, refuseSql, sqlIn } from '../../cli/seed/check-sql.ts';
import { parseLabDefinition } from '../../lab/definition.ts';
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
