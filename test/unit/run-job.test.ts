import { jobsToRun } from '../../functions/plan/jobs-to-run.ts';
import type { Pace } from '../../functions/run-jobs/glue-run.ts';
import { runJob } from '../../functions/run-jobs/run-job.ts';
import type { LabDefinition } from '../../lab/definition.ts';
import type { JobRun, Outcome, StepResult } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';
import { smallDefinition } from '../statemachine/small-definition.ts';
import { type Answers, fakeAws, named } from './aws-fake.ts';
import { outcome } from './outcome.ts';

const lab = { name: 'lab', account: '123456789012', region: 'eu-west-1', partition: 'aws' };
const execution = 'rebuild-1';

const run = (trigger: Run['trigger'] = 'console'): Run => ({
  lab,
  execution: { arn: 'arn', name: execution, startedAt: '2026-11-21T10:00:00Z' },
  mood: 'rebuild',
  repair: false,
  setAside: false,
  adopt: [],
  deleteForeignObjects: false,
  datasets: [],
  trigger,
  definition: { from: 'seed', uri: 's3://seed/', etag: 'x' },
  title: 'Cities',
  version: '1.0.0',
  synthetic: true,
  proven: {},
});

const rows = 'select 3';
const withJob = (change: Partial<LabDefinition['jobs'][number]>): LabDefinition => ({
  ...smallDefinition,
  tables: smallDefinition.tables.flatMap(table => [
    table,
    { ...table, table: 'tbl_flat', partitionKeys: [] },
  ]),
  jobs: smallDefinition.jobs.map(job => ({ ...job, output: { table: 'spec.tbl_summary', rows }, ...change })),
});

const step = (name: Outcome['outcome'], resource = 'job/lab-visit') => ({
  step: 'EnsureJob',
  outcomes: [outcome(resource, name)],
});

interface RunJobOptions {
  readonly definition?: LabDefinition;
  readonly trigger?: Run['trigger'];
  readonly before?: readonly StepResult[];
  readonly files?: readonly object[];
  readonly pace?: Partial<Pace>;
}

/** Runs job `visit` with Glue's answers, and records the calls and the waiting times. */
const running = (answers: Answers, given: RunJobOptions = {}) => {
  const { definition = withJob({}), trigger, before = [step('created')], files = [] } = given;
  const aws = fakeAws({
    ListObjectsV2: [{ Contents: files }],
    ...answers,
  });
  const [job] = jobsToRun({ action: 'rebuild', runJob: true }, false, definition);
  if (job === undefined) throw new Error('the small lab has no job');
  const waits: number[] = [];
  const pace: Pace = {
    first: 100,
    longest: 400,
    patience: 60_000,
    sleep: async milliseconds => waits.push(milliseconds),
    ...given.pace,
  };
  const ran: Promise<JobRun> = runJob(aws, run(trigger), job, before, pace);
  const operations = () => aws.calls.map(({ operation }) => operation);
  return { ran, waits, calls: aws.calls, operations };
};

const state = (JobRunState: string, more: object = {}) => ({
  JobRun: {
    Id: 'jr_1',
    JobRunState,
    ExecutionTime: 74,
    StartedOn: new Date('2026-11-21T10:05:00Z'),
    ...more,
  },
});
const started: Answers = { GetJobRuns: [{ JobRuns: [] }], StartJobRun: [{ JobRunId: 'jr_1' }] };
const partition = (day: string, runId: string) => ({
  Values: [day],
  StorageDescriptor: { Location: `s3://lab-spec/tbl_summary/day=${day}/run=${runId}/` },
});
const published: Answers = {
  GetPartitions: [{ Partitions: [partition('20261120', 'jr_0'), partition('20261121', 'jr_1')] }],
};

describe('a job of a rebuild', () => {
  test("has the execution's name and the definition's workers and minutes, and reports what it published", async () => {
    const { ran, calls } = running({ ...started, ...published, GetJobRun: [state('SUCCEEDED')] });
    expect(await ran).toEqual({
      job: 'lab-visit',
      id: 'jr_1',
      seconds: 74,
      published: { table: 'spec.tbl_summary', partitions: [['20261121']] },
      notes: [],
    });
    expect(calls.find(({ operation }) => operation === 'StartJobRun')?.input).toEqual({
      JobName: 'lab-visit',
      Arguments: { '--daybreak-run': execution },
      WorkerType: 'G.1X',
      NumberOfWorkers: 2,
      Timeout: 10,
    });
  });

  test('has at most two hours, however long the definition lets it run when started by hand', async () => {
    const definition = withJob({ timeoutMinutes: 480 });
    const { ran, calls } = running(
      { ...started, ...published, GetJobRun: [state('SUCCEEDED')] },
      { definition },
    );
    await ran;
    expect(calls).toContainEqual({
      operation: 'StartJobRun',
      input: expect.objectContaining({ Timeout: 120 }),
    });
  });

  test('is polled less and less often', async () => {
    const states = ['STARTING', 'WAITING', 'RUNNING', 'RUNNING', 'RUNNING', 'RUNNING', 'SUCCEEDED'];
    const { ran, waits } = running({ ...started, ...published, GetJobRun: states.map(name => state(name)) });
    await ran;
    expect(waits).toEqual([100, 150, 225, 337.5, 400, 400]);
  });

  test('is stopped when nobody can follow it any longer, whether or not that succeeds', async () => {
    const throttled = named('ThrottlingException', 'Rate exceeded');
    for (const BatchStopJobRun of [[{}], [throttled]]) {
      const { ran, calls } = running({
        ...started,
        GetJobRun: [state('RUNNING'), throttled],
        BatchStopJobRun,
      });
      await expect(ran).rejects.toBe(throttled);
      expect(calls.at(-1)).toEqual({
        operation: 'BatchStopJobRun',
        input: { JobName: 'lab-visit', JobRunIds: ['jr_1'] },
      });
    }
  });

  test('is started once, however often its step is called', async () => {
    const answers = { ...started, GetJobRun: [state('RUNNING')] };
    const first = running(answers, { pace: { patience: 1_000 } });
    await expect(first.ran).rejects.toMatchObject({
      name: 'JobStillRunning',
      message: 'job lab-visit is still running (run jr_1)',
    });
    expect(first.operations()).not.toContain('BatchStopJobRun');
    const ours = { Id: 'jr_1', JobRunState: 'RUNNING', Arguments: { '--daybreak-run': execution } };
    const others = [
      { Id: 'jr_2', JobRunState: 'SUCCEEDED', Arguments: { '--daybreak-run': 'rebuild-0' } },
      { Id: 'jr_3', JobRunState: 'FAILED' },
    ];
    const second = running({
      ...published,
      GetJobRuns: [{ JobRuns: [...others, ours] }],
      GetJobRun: [state('RUNNING'), state('SUCCEEDED')],
    });
    expect(await second.ran).toMatchObject({ id: 'jr_1' });
    expect(first.operations().filter(operation => operation === 'StartJobRun')).toHaveLength(1);
    expect(second.operations()).toEqual(['GetJobRuns', 'GetJobRun', 'GetJobRun', 'GetPartitions']);
  });

  test.each([
    ['ConcurrentRunsExceededException', 'it is already running, and only one run at a time is allowed'],
    ['ResourceNumberLimitExceededException', 'the account is at its limit of runs'],
  ])('that cannot start because of another one says so: %s', async (name, why) => {
    const { ran } = running({ ...started, StartJobRun: [named(name, 'no')] });
    await expect(ran).rejects.toMatchObject({
      name: 'JobBusy',
      message:
        `job lab-visit could not be started: ${why} (${name}: no). ` +
        'Wait for the running jobs or stop them, and start the rebuild again',
    });
  });

  test('that is denied is not retried: the error is AWS’s own', async () => {
    const { ran } = running({ ...started, StartJobRun: [named('AccessDeniedException', 'no')] });
    await expect(ran).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test.each([
    ['FAILED', 'Table tbl is empty', 'Table tbl is empty'],
    ['TIMEOUT', undefined, 'Glue gives no reason'],
    ['STOPPED', '', 'Glue gives no reason'],
    ['ERROR', 'no such script', 'no such script'],
  ])('ends badly: %s', async (name, ErrorMessage, why) => {
    const { ran } = running({ ...started, GetJobRun: [state('RUNNING'), state(name, { ErrorMessage })] });
    await expect(ran).rejects.toMatchObject({
      name: 'JobFailed',
      message: `job lab-visit ended as ${name}: ${why} (run jr_1)`,
    });
  });

  test('ends badly, and names the log that Glue names', async () => {
    const failed = state('FAILED', { ErrorMessage: 'no', LogGroupName: '/aws-glue/jobs' });
    const { ran } = running({ ...started, GetJobRun: [failed] });
    await expect(ran).rejects.toMatchObject({
      message: 'job lab-visit ended as FAILED: no (run jr_1; its log: /aws-glue/jobs)',
    });
  });
});

describe('a job that reports SUCCEEDED', () => {
  const succeeded = { ...started, GetJobRun: [state('SUCCEEDED')] };
  const nothing = {
    name: 'JobWroteNothing',
    message: 'job lab-visit ended as SUCCEEDED but wrote nothing to its table',
  };

  test.each([
    ['no partition', []],
    ['the partition of an earlier run', [partition('20261121', 'jr_0')]],
  ])('but left %s, wrote nothing', async (_, Partitions) => {
    await expect(running({ ...succeeded, GetPartitions: [{ Partitions }] }).ran).rejects.toMatchObject(
      nothing,
    );
  });

  test('may have published several partitions', async () => {
    const Partitions = ['1', '2', '3'].map(day => partition(day, 'jr_1'));
    expect(await running({ ...succeeded, GetPartitions: [{ Partitions }] }).ran).toMatchObject({
      published: { partitions: [['1'], ['2'], ['3']] },
    });
  });

  test('and published more partitions than one query counts says so', async () => {
    const Partitions = Array.from({ length: 51 }, (_, day) => partition(String(day), 'jr_1'));
    const told = await running({ ...succeeded, GetPartitions: [{ Partitions }] }).ran;
    expect(told).toMatchObject({
      notes: ['it published 51 partitions, more than are counted: its rows are not verified'],
    });
    expect(told).not.toHaveProperty('published');
  });

  describe('and has a table without partitions', () => {
    const definition = withJob({ output: { table: 'spec.tbl_flat', rows } });
    const file = (Size: number, time: string) => ({ Key: 'tbl_flat/x', Size, LastModified: new Date(time) });

    test.each([
      ['no file', []],
      ['an earlier file', [file(5, '2026-11-21T10:04:59Z')]],
      ['an empty marker', [file(0, '2026-11-21T10:06:00Z')]],
    ])('with %s, wrote nothing', async (_, files) => {
      await expect(running(succeeded, { definition, files }).ran).rejects.toMatchObject(nothing);
    });

    test('with a new file, wrote it', async () => {
      const files = [file(5, '2026-11-21T09:00:00Z'), file(5, '2026-11-21T10:05:00Z')];
      expect(await running(succeeded, { definition, files }).ran).toMatchObject({
        published: { table: 'spec.tbl_flat', partitions: [] },
        notes: [],
      });
    });
  });

  test('and has no output in the definition is not reported as proven', async () => {
    const { ran, operations } = running(succeeded, { definition: withJob({ output: undefined }) });
    expect(await ran).toEqual({
      job: 'lab-visit',
      id: 'jr_1',
      seconds: 74,
      notes: ['the definition names no output of this job, so its result is not verified'],
    });
    expect(operations()).not.toContain('GetPartitions');
  });
});

describe('a job is left out, and costs nothing', () => {
  test.each<[string, readonly StepResult[], Run['trigger'], string]>([
    ['when it is refused', [step('refused')], 'console', 'job/lab-visit is refused'],
    [
      'when a bucket is refused',
      [step('refused', 'bucket/x'), step('created')],
      'console',
      'bucket/x is refused',
    ],
    [
      'when a step before it failed',
      [{ step: 'CopyData', outcomes: [], failure: { Error: 'FileMismatch' } }, step('created')],
      'console',
      'CopyData failed before it',
    ],
    [
      'when the schedule found nothing to repair',
      [step('unchanged'), step('kept', 'table/x')],
      'schedule',
      'the schedule runs jobs only when the rebuild has restored something',
    ],
  ])('%s', async (_, before, trigger, why) => {
    const { ran, calls } = running({}, { before, trigger });
    expect(await ran).toEqual({ job: 'lab-visit', notes: [`not run: ${why}`] });
    expect(calls).toEqual([]);
  });

  test.each<[string, readonly StepResult[], Run['trigger']]>([
    ['the schedule has repaired something', [step('unchanged'), step('created', 'table/x')], 'schedule'],
    ['someone asks, and nothing has changed', [step('unchanged')], 'console'],
    ['the endpoint is asked, and someone has changed something', [step('kept')], 'api'],
  ])('but not when %s', async (_, before, trigger) => {
    const answers = { ...started, ...published, GetJobRun: [state('SUCCEEDED')] };
    expect(await running(answers, { before, trigger }).ran).toMatchObject({ id: 'jr_1' });
  });
});
