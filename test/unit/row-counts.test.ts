import { countSelects } from '../../functions/smoke-test/count-query.ts';
import { countRows } from '../../functions/smoke-test/row-counts.ts';
import type { Dataset } from '../../lab/definition.ts';
import { smallDefinition } from '../statemachine/small-definition.ts';
import { type Answers, fakeAws, named } from './aws-fake.ts';

const lab = { name: 'my-lab', account: '123456789012', region: 'eu-west-1', partition: 'aws' };
const [cities, visits] = smallDefinition.datasets;
if (cities === undefined || visits === undefined) throw new Error('the small lab has two datasets');

const tables = (count: number, from: Dataset = cities): Dataset[] =>
  Array.from({ length: count }, (_, index) => ({ ...from, table: `tbl_${index}` }));

const succeeded = { QueryExecution: { Status: { State: 'SUCCEEDED' } } };
const failed = (StateChangeReason: string, more: object = {}) => ({
  QueryExecution: { Status: { State: 'FAILED', StateChangeReason, ...more } },
});
const answering = (...rows: readonly string[][]) => ({
  ResultSet: {
    Rows: [['name', 'n', 'filled'], ...rows].map(row => ({
      Data: row.map(VarCharValue => ({ VarCharValue })),
    })),
  },
});

const counting = async (datasets: readonly Dataset[], answers: Answers) => {
  const { athena, calls } = fakeAws({ StartQueryExecution: [{ QueryExecutionId: 'q' }], ...answers });
  const asked = () =>
    calls.flatMap(({ operation, input }) =>
      operation === 'StartQueryExecution' && 'QueryString' in input ? [String(input.QueryString)] : [],
    );
  return { proofs: countRows(athena, lab, datasets, new Map(), {}), asked };
};

test('every column is counted, of all tables in one query', async () => {
  const { proofs, asked } = await counting([cities, visits], {
    GetQueryExecution: [succeeded],
    GetQueryResults: [answering(['sor.tbl_cities', '2', '4'], ['sot.tbl_visits', '3', '8'])],
  });
  expect((await proofs).map(({ name, passed }) => [name, passed])).toEqual([
    ['rows of sor.tbl_cities', true],
    ['rows of sot.tbl_visits', true],
  ]);
  expect(asked()).toEqual([
    `SELECT 'sor.tbl_cities' AS name, count(*) AS n, count("id") + count("city") AS filled FROM "my_lab_sor"."tbl_cities"
UNION ALL
SELECT 'sot.tbl_visits' AS name, count(*) AS n, count("id") + count("city") + count("year") AS filled FROM "my_lab_sot"."tbl_visits"`,
  ]);
});

test("a table that Athena can't read fails its own proof, and leaves the others theirs", async () => {
  const { proofs, asked } = await counting([cities, visits], {
    GetQueryExecution: [failed('HIVE_BAD_DATA: somewhere'), succeeded, failed('HIVE_BAD_DATA: tbl_visits')],
    GetQueryResults: [answering(['sor.tbl_cities', '2', '4'])],
  });
  expect(await proofs).toMatchObject([
    { name: 'rows of sor.tbl_cities', passed: true, actual: [['2']] },
    {
      name: 'rows of sot.tbl_visits',
      passed: false,
      expected: [['3']],
      actual: [],
      error: 'Athena failed the query: HIVE_BAD_DATA: tbl_visits (query q)',
    },
  ]);
  expect(asked()).toHaveLength(3);
});

test('a query that Athena refuses before it starts is a failed proof, too', async () => {
  const refused = named('InvalidRequestException', "line 1:8: mismatched input '.5'. Expecting: <EOF>");
  const { proofs } = await counting([cities], { StartQueryExecution: [refused] });
  expect(await proofs).toMatchObject([
    { passed: false, error: `Athena refused the query: ${refused.message}` },
  ]);
});

test.each([
  named('TooManyRequestsException', 'Rate exceeded'),
  named('AccessDeniedException', 'not in this sandbox'),
  named('InvalidRequestException', 'WorkGroup my-lab is not found.'),
])('that Athena could not be asked is not a failed proof: $name $message', async error => {
  const { proofs } = await counting([cities], { StartQueryExecution: [error] });
  await expect(proofs).rejects.toBe(error);
});

test('what Athena itself calls retryable is asked again, but not for ever', async () => {
  const busy = failed('GENERIC_INTERNAL_ERROR', { AthenaError: { Retryable: true } });
  const again = await counting([cities], {
    GetQueryExecution: [busy, succeeded],
    GetQueryResults: [answering(['sor.tbl_cities', '2', '4'])],
  });
  expect(await again.proofs).toMatchObject([{ passed: true }]);
  const never = await counting([cities], { GetQueryExecution: [busy] });
  expect(await never.proofs).toMatchObject([{ passed: false }]);
  expect(never.asked()).toHaveLength(3);
});

test('no query has more SELECTs than the engine has stages, or more bytes than Athena takes', async () => {
  const column = (index: number) => ({ name: `c${index}`.padEnd(128, 'x'), type: 'string' });
  const columns = Array.from({ length: 400 }, (_, index) => column(index));
  const many = [...tables(100), ...tables(10, { ...visits, columns })];
  const { proofs, asked } = await counting(many, {
    GetQueryExecution: [succeeded],
    GetQueryResults: [answering()],
  });
  expect((await proofs).map(({ actual }) => actual)).toEqual(many.map(() => [[null]]));
  expect(asked().length).toBe(5);
  for (const sql of asked()) {
    expect(sql.split('UNION ALL').length).toBeLessThanOrEqual(49);
    expect(Buffer.byteLength(sql)).toBeLessThanOrEqual(262_144);
  }
  for (const { table } of many) expect(asked().join('\n')).toContain(`"${table}"`);
});

test('a very wide table is counted in several SELECTs, without long chains of additions', () => {
  const columns = Array.from({ length: 1_100 }, (_, index) => ({ name: `c${index}`, type: 'int' }));
  const selects = countSelects(lab, { ...cities, columns });
  expect(selects).toHaveLength(3);
  expect(selects.flatMap(select => select.match(/count\("c\d+"\)/g))).toHaveLength(1_100);
  expect(selects[0]).toContain('count("c49")) + (count("c50")');
});
