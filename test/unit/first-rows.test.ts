import { columnsOf } from '../../functions/smoke-test/first-rows-query.ts';
import { keepFirstRows } from '../../functions/smoke-test/keep-first-rows.ts';
import { bucketName, type Lab } from '../../lab/names.ts';
import type { Proof } from '../../lab/outcomes.ts';
import { firstRowsIn } from '../../page/first-rows.ts';
import { isLabsObject } from '../../reconcile/object.ts';
import { type Answers, fakeAws } from './aws-fake.ts';
import { memoryS3 } from './memory-s3.ts';

const lab: Lab = { name: 'my-lab', account: '123456789012', region: 'eu-west-1', partition: 'aws' };
const place = `${bucketName(lab, 'assets')}/runs/first-rows.json`;

const table = (name: string, ...columns: readonly string[]) => ({
  zone: 'sor' as const,
  table: name,
  columns: columns.map((type, index) => ({ name: `c${index}`, type, comment: '' })),
  partitionKeys: [],
});

const [books, loans] = [table('books', 'string'), table('loans', 'int', 'date')];

const answering = (...rows: readonly (readonly [string, string])[]): Answers => ({
  StartQueryExecution: [{ QueryExecutionId: 'q' }],
  GetQueryExecution: [{ QueryExecution: { Status: { State: 'SUCCEEDED' } } }],
  GetQueryResults: [
    {
      ResultSet: {
        Rows: [['name', 'cells'], ...rows].map(row => ({
          Data: row.map(VarCharValue => ({ VarCharValue })),
        })),
      },
    },
  ],
});

let s3: ReturnType<typeof memoryS3>;
let problems: string[];

beforeEach(() => {
  s3 = memoryS3();
  problems = [];
});

const kept = () => firstRowsIn(JSON.parse(s3.objects.get(place)?.content ?? '{}'));

/** Counts of tables, with the reason of those that can't be read. */
const counted = (errors: Readonly<Record<string, string | undefined>>): readonly Proof[] =>
  Object.entries(errors).map(([table, error]) => ({
    kind: 'rows',
    table,
    name: table,
    passed: error === undefined,
    expected: [],
    actual: [],
    provenAt: '',
    ...(error === undefined ? {} : { error }),
  }));

const keeping = async (
  answers: Answers,
  tables: Parameters<typeof keepFirstRows>[3],
  { counts = counted({}), patience }: { readonly counts?: readonly Proof[]; readonly patience?: number } = {},
) => {
  const { athena, calls } = fakeAws(answers);
  const couldNot = (what: string, error: unknown) => problems.push(`${what}: ${error}`);
  await keepFirstRows(athena, s3.client, lab, tables, Promise.resolve(counts), couldNot, patience);
  return calls.flatMap(({ operation, input }) =>
    operation === 'StartQueryExecution' && 'QueryString' in input ? [String(input.QueryString)] : [],
  );
};

test('the first rows of all tables are one query, and are kept for the page', async () => {
  const asked = await keeping(
    answering(['sor.books', '["A tale"]'], ['sor.loans', '["1","2026-01-01"]'], ['sor.loans', '["2",null]']),
    [
      { table: books, is: 'changed' },
      { table: loans, is: 'changed' },
    ],
  );
  expect(asked).toEqual([
    `(SELECT 'sor.books' AS name, CAST(ARRAY[substr(CAST("c0" AS VARCHAR), 1, 200)] AS JSON) AS cells FROM "my_lab_sor"."books" LIMIT 5)
UNION ALL
(SELECT 'sor.loans' AS name, CAST(ARRAY[substr(CAST("c0" AS VARCHAR), 1, 200), substr(CAST("c1" AS VARCHAR), 1, 200)] AS JSON) AS cells FROM "my_lab_sor"."loans" LIMIT 5)`,
  ]);
  expect(kept()['sor.books']).toMatchObject({
    columns: [{ name: 'c0', type: 'string' }],
    rows: [['A tale']],
  });
  expect(kept()['sor.loans']).toMatchObject({
    rows: [
      ['1', '2026-01-01'],
      ['2', null],
    ],
    total: 2,
  });
  const [bucket = ''] = place.split('/');
  expect(
    await isLabsObject(s3.client, lab, { bucket, key: 'runs/first-rows.json' }, async () => undefined),
  ).toBe(true);
  expect(problems).toEqual([]);
});

test('a table that has not changed is not asked about again, nor forgotten until the definition does', async () => {
  await keeping(answering(['sor.books', '["A tale"]'], ['sor.loans', '["1",null]']), [
    { table: books, is: 'changed' },
    { table: loans, is: 'changed' },
  ]);
  const other = table('other', 'string');
  const asked = await keeping(answering(['sor.other', '["new"]']), [
    { table: books, is: 'unchanged' },
    { table: loans, is: 'absent' },
    { table: other, is: 'unchanged' },
  ]);
  expect(asked.map(sql => ['books', 'loans', 'other'].filter(name => sql.includes(name)))).toEqual([
    ['other'],
  ]);
  expect(Object.keys(kept())).toEqual(['sor.books', 'sor.loans', 'sor.other']);
  expect(await keeping(answering(), [{ table: books, is: 'unchanged' }])).toEqual([]);
  await keeping(answering(['sor.other', '["new"]']), [{ table: other, is: 'changed' }]);
  expect(Object.keys(kept())).toEqual(['sor.other']);
});

test.each([
  [
    'Athena fails the query',
    { ...answering(), GetQueryExecution: [{ QueryExecution: { Status: { State: 'FAILED' } } }] },
  ],
  ['Athena is away', { StartQueryExecution: [new Error('away')] }],
])('if %s, what was kept stays, and no proof is lost', async (_, answers) => {
  await keeping(answering(['sor.books', '["A tale"]']), [{ table: books, is: 'changed' }]);
  await keeping(answers, [{ table: books, is: 'changed' }]);
  expect(kept()['sor.books']?.rows).toEqual([['A tale']]);
  expect(problems).toEqual([expect.stringContaining('first rows of tables are not on the page: Error: ')]);
});

test('a table that cannot be read leaves the others their first rows', async () => {
  const bad = { QueryExecution: { Status: { State: 'FAILED', StateChangeReason: 'HIVE_BAD_DATA' } } };
  const good = { QueryExecution: { Status: { State: 'SUCCEEDED' } } };
  const other = table('other', 'string');
  const asked = await keeping(
    { ...answering(['sor.books', '["A tale"]']), GetQueryExecution: [bad, good, bad] },
    [books, loans, other].map(each => ({ table: each, is: 'changed' as const })),
    { counts: counted({ 'sor.books': undefined, 'sor.loans': 'HIVE_BAD_DATA' }) },
  );
  expect(asked.map(sql => ['books', 'loans', 'other'].filter(name => sql.includes(name)))).toEqual([
    ['books', 'loans', 'other'],
    ['books'],
    ['other'],
  ]);
  expect(Object.keys(kept())).toEqual(['sor.books']);
  expect(problems).toEqual([expect.stringContaining('HIVE_BAD_DATA')]);
});

test("somebody's object in its place stays", async () => {
  s3.objects.set(place, { content: 'mine', metadata: {} });
  await keeping(answering(['sor.books', '["A tale"]']), [{ table: books, is: 'changed' }]);
  // That it is as it was read is no reason to overwrite it.
  expect(s3.objects.get(place)?.content).toBe('mine');
  expect(problems).toHaveLength(1);
});

test('a run does not wait for first rows that do not come', async () => {
  const forever = {
    ...answering(),
    GetQueryExecution: [{ QueryExecution: { Status: { State: 'QUEUED' } } }],
  };
  await keeping(forever, [{ table: books, is: 'changed' }], { patience: 10 });
  expect(problems).toEqual([expect.stringContaining('has not answered within 0.01 seconds')]);
});

test('of a wide table the first columns are shown', () => {
  const wide = table('wide', ...Array.from({ length: 300 }, () => 'string'));
  expect(columnsOf(wide)).toHaveLength(50);
});
