import { LakeFormationClient, type PrincipalPermissions } from '@aws-sdk/client-lakeformation';
import { planPage } from '../../cli/render/plan-page.ts';
import { plainStyle } from '../../cli/render/style.ts';
import { handlerOf } from '../../functions/frame/step.ts';
import { lakeFormationNotes } from '../../functions/plan/lake-formation.ts';
import { query } from '../../functions/smoke-test/query.ts';
import { LakeFormationDenied } from '../../lab/errors.ts';
import { fakeAws, named } from './aws-fake.ts';
import { invocation } from './invocation.ts';

const byIam: PrincipalPermissions[] = [
  { Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' }, Permissions: ['ALL'] },
];

/** A client that answers with these settings, or fails. */
const answering = (answer: object | Error): LakeFormationClient => {
  const client = new LakeFormationClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  client.middlewareStack.add(
    () => async () => {
      if (answer instanceof Error) throw answer;
      return { response: {}, output: { $metadata: {}, DataLakeSettings: answer } };
    },
    { step: 'initialize', priority: 'high' },
  );
  return client;
};

describe('Plan says nothing of Lake Formation', () => {
  test.each([
    [
      'where IAM decides, as in a new account',
      { CreateDatabaseDefaultPermissions: byIam, CreateTableDefaultPermissions: byIam },
    ],
    ['where it may not look', named('AccessDeniedException', 'not authorized')],
    ['where the service is not there', named('UnknownError', '')],
  ])('%s', async (_where, answer) => {
    expect(await lakeFormationNotes(answering(answer))).toEqual([]);
  });
});

test.each([
  ['databases', { CreateDatabaseDefaultPermissions: [], CreateTableDefaultPermissions: byIam }],
  ['tables', { CreateDatabaseDefaultPermissions: byIam, CreateTableDefaultPermissions: [] }],
  ['databases and tables', {}],
])('where its defaults are changed for %s, one sentence says so', async (what, settings) => {
  expect(await lakeFormationNotes(answering(settings))).toEqual([
    `Lake Formation decides in this account who sees new ${what}: people and jobs may not see the lab's until a data lake administrator grants them access`,
  ]);
});

test('people see it in a plan', () => {
  const page = planPage(
    {
      arn: 'arn',
      result: 'succeeded',
      status: 'succeeded',
      seconds: 1,
      outcomes: [],
      proofs: [],
      jobRuns: [],
      failure: undefined,
      definition: undefined,
      orphaned: [],
      notes: ['Lake Formation decides'],
      report: undefined,
    },
    'lab',
    plainStyle,
    false,
  );
  expect(page).toContain('Worth knowing\n  Lake Formation decides.');
});

describe('a step that fails', () => {
  const failing = (error: Error) => {
    process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
    const handler = handlerOf(
      'ensure-catalog',
      () => ({}),
      () => Promise.reject(error),
    );
    return handler({}, invocation);
  };

  test.each([
    [
      'AccessDeniedException',
      'Insufficient Lake Formation permission(s): Required Create Database on Catalog',
    ],
    [
      'QueryFailed',
      'Athena failed query 1: Insufficient Lake Formation permission(s) on tbl_orders. It was: …',
    ],
  ])('with %s by Lake Formation says who can do what about it', async (name, message) => {
    const failed = failing(named(name, message));
    await expect(failed).rejects.toThrow(LakeFormationDenied);
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toThrow(
      /data lake administrator has to grant .*Then start the rebuild again/,
    );
  });

  test('does not keep the other proofs from being made: the one that fails says what to do', async () => {
    const StateChangeReason = 'Insufficient Lake Formation permission(s) on tbl_orders';
    const { athena } = fakeAws({
      StartQueryExecution: [{ QueryExecutionId: '1' }],
      GetQueryExecution: [{ QueryExecution: { Status: { State: 'FAILED', StateChangeReason } } }],
    });
    const { actual, error } = await query(athena, 'lab', 'select 1');
    expect(actual).toEqual([]);
    expect(error).toMatch(
      /on tbl_orders \(query 1\)\. Lake Formation governs .*Then start the rebuild again/,
    );
  });

  test('with another denial is left as it is', async () => {
    await expect(failing(named('AccessDeniedException', 'no'))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: 'no',
    });
  });
});
