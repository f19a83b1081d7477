import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchStopJobRunCommand,
  GetJobRunCommand,
  GetJobRunsCommand,
  GetPartitionsCommand,
  GlueClient,
  type JobRun,
  StartJobRunCommand,
} from '@aws-sdk/client-glue';
import { paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { interruptOn } from '../../cli/interrupt.ts';
import { runQuery } from '../../cli/query/run-query.ts';
import { localSession } from '../../cli/session.ts';
import { bucketName } from '../../lab/names.ts';
import { clientConfig } from '../../local-aws/index.ts';
import { runningProcesses } from '../../local-aws/processes.ts';
import { jobRoleArn } from '../../reconcile/kinds/role.ts';
import { LabStack } from '../e2e/lab-stack.ts';
import { policiesOf } from '../e2e/role-policies.ts';
import { type NeededPermission, neededFor } from '../local-aws/iam-needs.ts';
import { allows } from '../local-aws/iam-simulator.ts';
import {
  functionsNameThemselves,
  type RecordingProxy,
  startRecordingProxy,
} from '../local-aws/recording-proxy.ts';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';

/* The sample's job as a rebuild deploys it, run by the local AWS: the same script, with Spark and the local S3. */

const table = 'tbl_brecommerce_orders';
const date = '20261121';

let testAws: TestAws;
let proxy: RecordingProxy;
let stack: LabStack;
let glue: GlueClient;

beforeAll(async () => {
  proxy = await startRecordingProxy(service => {
    const { endpoint, glueEndpoint = endpoint } = testAws.aws;
    return ['glue', 'athena'].includes(service) ? glueEndpoint : endpoint;
  });
  const environment = { AWS_ENDPOINT_URL: proxy.endpoint, ...functionsNameThemselves };
  testAws = await startTestAws(environment, { withSpark: true });
  stack = new LabStack(testAws, 'daybreak');
  await stack.deploy();
  expect(await stack.rebuild()).toMatchObject({ status: 'SUCCEEDED' });
  glue = new GlueClient({ ...clientConfig(testAws.aws), endpoint: testAws.aws.glueEndpoint ?? '' });
});

afterAll(async () => {
  glue?.destroy();
  await testAws?.stop();
  await proxy?.stop();
});

const JobName = 'daybreak-orders';

const start = async (args: Readonly<Record<string, string>> = { '--anomesdia': date }): Promise<string> => {
  const { JobRunId = '' } = await glue.send(new StartJobRunCommand({ JobName, Arguments: args }));
  return JobRunId;
};

/** The run, once it is in none of these states. */
const after = async (RunId: string, states: readonly string[]): Promise<JobRun> => {
  for (;;) {
    const { JobRun: run } = await glue.send(new GetJobRunCommand({ JobName, RunId }));
    if (run && !states.includes(run.JobRunState ?? '')) return run;
    await sleep(200);
  }
};
const end = (RunId: string): Promise<JobRun> => after(RunId, ['STARTING', 'RUNNING', 'STOPPING']);

const ask = async (sql: string): Promise<string | null | undefined> => {
  const session = localSession('daybreak', testAws.aws);
  const { rows } = await runQuery(session, sql, interruptOn(new AbortController().signal));
  return rows[0]?.[0];
};

const published = async (): Promise<readonly (string | undefined)[]> => {
  const { Partitions = [] } = await glue.send(
    new GetPartitionsCommand({ DatabaseName: 'daybreak_sot', TableName: table }),
  );
  return Partitions.map(({ StorageDescriptor }) => StorageDescriptor?.Location);
};

const objects = async (): Promise<readonly string[]> => {
  const keys: string[] = [];
  const all = { Bucket: bucketName(stack.lab, 'sot') };
  for await (const { Contents = [] } of paginateListObjectsV2({ client: stack.s3 }, all))
    keys.push(...Contents.map(({ Key = '' }) => Key));
  return keys;
};

const rowsOfTheDate = `select count(*) from daybreak_sot.${table} where anomesdia = '${date}'`;
const ordersWithItems = 'select count(distinct order_id) from daybreak_sor.tbl_brecommerce_order_items';

test('two runs for one date leave one snapshot, which a query counts once', async () => {
  const root = `s3://${bucketName(stack.lab, 'sot')}/${table}/anomesdia=${date}/`;
  const first = await start();
  expect(await end(first)).toMatchObject({ JobRunState: 'SUCCEEDED' });
  expect(await published()).toEqual([`${root}run=${first}/`]);
  const second = await start();
  expect(await end(second)).toMatchObject({ JobRunState: 'SUCCEEDED' });
  expect(await published()).toEqual([`${root}run=${second}/`]);

  const expected = await ask(ordersWithItems);
  expect(Number(expected)).toBeGreaterThan(0);
  expect(await ask(rowsOfTheDate)).toBe(expected);
  // The files of the first run stay; no partition points to them.
  expect(new Set((await objects()).map(key => key.replace(/part-.*/, 'part')))).toEqual(
    new Set([first, second].map(run => `${table}/anomesdia=${date}/run=${run}/part`)),
  );
}, 600_000);

test("the jobs' role allows each call that a run makes, and none of its writes on a table that is not declared", async () => {
  const role = await policiesOf(testAws.aws, jobRoleArn(stack.lab, '/'));
  // Functions name themselves, and this test's own calls do not pass the proxy.
  const made = proxy.calls.filter(({ lambda }) => lambda === undefined);
  const needed = made.flatMap(call => neededFor(call, stack.lab));
  const shown = ({ action, resource }: NeededPermission): string => `${action} on ${resource}`;
  const each = [...new Map(needed.map(one => [shown(one), one])).values()];
  const deniedOf = async (asked: readonly NeededPermission[]): Promise<readonly string[]> => {
    const answers = await Promise.all(asked.map(one => allows(role, one)));
    return asked.filter((_, index) => answers[index] === false).map(shown);
  };
  expect(new Set(each.map(({ action }) => action))).toEqual(
    new Set([
      's3:GetObject',
      's3:ListBucket',
      's3:PutObject',
      's3:DeleteObject',
      'glue:GetTable',
      'glue:BatchCreatePartition',
      'glue:BatchUpdatePartition',
    ]),
  );
  expect(await deniedOf(each)).toEqual([]);
  const onAnother = each
    .filter(({ action }) => /:(Put|Delete|Batch)/.test(action))
    .map(one => ({ ...one, resource: one.resource.replace(table, 'tbl_mine') }))
    .filter(({ resource }) => resource.includes('tbl_mine'));
  expect(onAnother.length).toBeGreaterThan(5);
  expect(await deniedOf(onAnother)).toEqual(onAnother.map(shown));
});

test("a failed run has the script's own error message", async () => {
  const run = await end(await start({ '--anomesdia': 'tomorrow' }));
  expect(run).toMatchObject({
    JobRunState: 'FAILED',
    ErrorMessage: "RunFailed: --anomesdia 'tomorrow' is not a date: write it as yyyymmdd, such as 20261121.",
  });
});

test('a run that is stopped leaves no process, and queries find what they found before', async () => {
  const before = await published();
  const id = await start();
  const ofTheRun = async () => (await runningProcesses()).filter(({ command }) => command.includes(id));
  await after(id, ['STARTING']);
  while (!(await ofTheRun()).some(({ command }) => /SparkSubmit/.test(command))) await sleep(50);
  await glue.send(new BatchStopJobRunCommand({ JobName, JobRunIds: [id] }));
  expect(await end(id)).toMatchObject({ JobRunState: 'STOPPED' });
  expect(await ofTheRun()).toEqual([]);
  expect(await published()).toEqual(before);
  expect(await ask(rowsOfTheDate)).toBe(await ask(ordersWithItems));
});

test('a rebuild runs the job if asked to, and proves it by its rows', async () => {
  for (const round of [1, 2]) {
    const ended = await stack.rebuild({ runJob: true });
    expect([round, ended]).toMatchObject([round, { status: 'SUCCEEDED' }]);
    const { jobRuns, proofs } = await stack.lastReport();
    expect(jobRuns).toMatchObject([{ job: JobName, notes: [] }]);
    const [{ published: written } = {}] = jobRuns;
    const expected = await ask(ordersWithItems);
    const today = written?.partitions[0]?.[0];
    expect(proofs).toContainEqual(
      expect.objectContaining({
        name: `job ${JobName}: rows of sot.${table} anomesdia=${today}`,
        passed: true,
        actual: [[expected]],
      }),
    );
  }
});

test('a rebuild that is stopped stops its job run', async () => {
  const { executionArn } = await stack.sfn.send(
    new StartExecutionCommand({ stateMachineArn: stack.stateMachineArn, input: '{"runJob":true}' }),
  );
  const ofTheRebuild = async (): Promise<JobRun | undefined> => {
    const { JobRuns = [] } = await glue.send(new GetJobRunsCommand({ JobName }));
    return JobRuns.find(({ Arguments }) => Arguments?.['--daybreak-run'] === executionArn?.split(':').at(-1));
  };
  while ((await ofTheRebuild())?.JobRunState !== 'RUNNING') await sleep(100);
  await stack.sfn.send(new StopExecutionCommand({ executionArn }));
  const run = await ofTheRebuild();
  expect(await end(run?.Id ?? '')).toMatchObject({ JobRunState: 'STOPPED' });
});
