import { proveJob } from '../../functions/smoke-test/job-proof.ts';
import type { LabDefinition } from '../../lab/definition.ts';
import type { JobRun } from '../../lab/outcomes.ts';
import { smallDefinition } from '../statemachine/small-definition.ts';
import { fakeAws } from './aws-fake.ts';

const lab = { name: 'my-lab', account: '123456789012', region: 'eu-west-1', partition: 'aws' };

const definition = (keys: LabDefinition['tables'][number]['partitionKeys']): LabDefinition => ({
  ...smallDefinition,
  tables: smallDefinition.tables.map(table => ({ ...table, partitionKeys: keys })),
  jobs: smallDefinition.jobs.map(job => ({
    ...job,
    output: { table: 'spec.tbl_summary', rows: 'select count(*) from ${sor}.tbl_cities' },
  })),
});

const day = [{ name: 'day', type: 'string' }];
const ran = (...partitions: string[][]): JobRun => ({
  job: 'my-lab-visit',
  id: 'jr_1',
  published: { table: 'spec.tbl_summary', partitions },
  notes: [],
});

const rowsOf = (...cells: (string | undefined)[]) => ({
  ResultSet: { Rows: [{ Data: [] }, { Data: cells.map(VarCharValue => ({ VarCharValue })) }] },
});

/** The queries and proofs if Athena answers `expected` to the definition's query, and counts `actual` rows. */
const proving = async (keys: typeof day, jobRun: JobRun, expected: string | undefined, actual: string) => {
  const { athena, calls } = fakeAws({
    StartQueryExecution: [{ QueryExecutionId: 'q' }],
    GetQueryExecution: [{ QueryExecution: { Status: { State: 'SUCCEEDED' } } }],
    GetQueryResults: [rowsOf(expected), rowsOf('spec.tbl_summary', actual, '8')],
  });
  const proofs = await proveJob(athena, lab, definition(keys), jobRun);
  const asked = calls.flatMap(({ operation, input }) =>
    operation === 'StartQueryExecution' && 'QueryString' in input ? [input.QueryString] : [],
  );
  return { proofs, asked };
};

test('the rows that a run published are counted, and compared with the number in the definition', async () => {
  const { proofs, asked } = await proving(day, ran(['20261121']), '2', '2');
  expect(proofs).toMatchObject([
    {
      name: 'job my-lab-visit: rows of spec.tbl_summary day=20261121',
      passed: true,
      expected: [['2']],
      actual: [['2']],
    },
  ]);
  expect(asked).toEqual([
    'select count(*) from my_lab_sor.tbl_cities',
    `SELECT 'spec.tbl_summary' AS name, count(*) AS n, count("city") + count("visits") + count("day") AS filled ` +
      `FROM "my_lab_spec"."tbl_summary" WHERE ("day" = cast('20261121' AS varchar))`,
  ]);
});

test.each([
  ['fewer rows', '2', '1'],
  ['rows where there should be none', '0', '1'],
  ['no number to compare with', undefined, '0'],
])('a job is not proven: %s', async (_, expected, actual) => {
  expect((await proving(day, ran(['20261121']), expected, actual)).proofs).toMatchObject([{ passed: false }]);
});

test("partition values have their keys' types, and a quote cannot escape from them", async () => {
  const keys = [
    { name: 'month', type: 'int' },
    { name: 'city', type: 'string' },
    { name: 'share', type: 'float' },
  ];
  const jobRun = ran(['01', "L'Aquila", '0.5'], ['2', '__HIVE_DEFAULT_PARTITION__', '1']);
  expect(String((await proving(keys, jobRun, '2', '2')).asked[1]).split(' WHERE ')[1]).toBe(
    `("month" = cast('01' AS int) AND "city" = cast('L''Aquila' AS varchar) AND "share" = cast('0.5' AS real)) OR ` +
      `("month" = cast('2' AS int) AND "city" IS NULL AND "share" = cast('1' AS real))`,
  );
});

test('partition values are what the catalog holds: decoded, and to the millisecond, as Athena reads them', async () => {
  const keys = [
    { name: 'at', type: 'timestamp' },
    { name: 'ric', type: 'string' },
  ];
  const jobRun = ran(['2026-06-07 13:00:00.1259', 'EUR=%3A']);
  expect(String((await proving(keys, jobRun, '2', '2')).asked[1]).split(' WHERE ')[1]).toBe(
    `("at" = cast('2026-06-07 13:00:00.125' AS timestamp) AND "ric" = cast('EUR=%3A' AS varchar))`,
  );
});

test('in a table without partitions all rows are counted', async () => {
  const { proofs, asked } = await proving([], ran(), '5', '5');
  expect(asked[1]).toMatch(/ FROM "my_lab_spec"."tbl_summary"$/);
  expect(proofs).toMatchObject([{ name: 'job my-lab-visit: rows of spec.tbl_summary', passed: true }]);
});

test.each([
  ['was left out', { job: 'my-lab-visit', notes: ['not run: because'] }],
  ['names no output', { job: 'my-lab-visit', id: 'jr_1', seconds: 5, notes: ['not proven'] }],
])('a job that %s is not proven, and Athena is not queried', async (_, jobRun) => {
  expect(await proving(day, jobRun, '1', '1')).toEqual({ proofs: [], asked: [] });
});

test("a count that Athena fails is not proven, with Athena's reason", async () => {
  const failed = { QueryExecution: { Status: { State: 'FAILED', StateChangeReason: 'HIVE_BAD_DATA: x' } } };
  const { athena } = fakeAws({
    StartQueryExecution: [{ QueryExecutionId: 'q-1' }],
    GetQueryExecution: [failed],
  });
  expect(await proveJob(athena, lab, definition(day), ran(['20261121']))).toMatchObject([
    {
      passed: false,
      actual: [],
      error: "the definition's own count: Athena failed the query: HIVE_BAD_DATA: x (query q-1)",
    },
  ]);
});
