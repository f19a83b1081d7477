import {
  BatchCreatePartitionCommand,
  GetJobRunsCommand,
  GlueClient,
  StartJobRunCommand,
} from '@aws-sdk/client-glue';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { JobBusy, JobFailed, JobStillRunning } from '../../lab/errors.ts';
import { jobRunArgument } from '../../lab/job-runs.ts';
import { bucketName } from '../../lab/names.ts';
import type { JobToRun, Run } from '../../lab/run.ts';
import { lab } from './lab-handlers.ts';
import type { Handlers } from './rebuild-engine.ts';
import { additions, smallDefinition } from './small-definition.ts';
import { SmallLab } from './small-lab.ts';

let small: SmallLab;
let glue: GlueClient;
let real: Handlers['run-jobs'];

/** Two jobs; only the first has an output in the definition. */
const definition = {
  ...smallDefinition,
  jobs: [
    ...smallDefinition.jobs.map(job => ({
      ...job,
      output: { table: 'spec.tbl_summary', rows: 'SELECT count(*) FROM ${sor}.tbl_cities' },
    })),
    additions.job,
  ],
};

beforeAll(async () => {
  small = await SmallLab.start();
  glue = new GlueClient({});
  real = small.handlers['run-jobs'];
  await small.reset();
  await small.publish(definition);
});

afterAll(async () => {
  await small?.stop();
});

beforeEach(() => {
  small.handlers = { ...small.handlers, 'run-jobs': real };
});

const started = () => small.calls.filter(({ operation }) => operation === 'StartJobRun').length;

/** What Glue would do: without Spark, the local AWS ends a run at once and runs no script. */
const visit = async (execution: string, day: string, lines: string): Promise<void> => {
  const { JobRunId } = await glue.send(
    new StartJobRunCommand({ JobName: 'daybreak-visit', Arguments: { [jobRunArgument]: execution } }),
  );
  const Bucket = bucketName(lab, 'spec');
  const folder = `tbl_summary/day=${day}/run=${JobRunId}/`;
  await small.s3.send(new PutObjectCommand({ Bucket, Key: `${folder}a.csv`, Body: `city,visits\n${lines}` }));
  await glue.send(
    new BatchCreatePartitionCommand({
      DatabaseName: 'daybreak_spec',
      TableName: 'tbl_summary',
      PartitionInputList: [{ Values: [day], StorageDescriptor: { Location: `s3://${Bucket}/${folder}` } }],
    }),
  );
};

/** The real step, after a job that writes: it finds the run that its execution started, and starts no other. */
const thatWrites =
  (day: string, lines: string): Handlers['run-jobs'] =>
  async event => {
    const { run, job }: { readonly run: Run; readonly job: JobToRun } = JSON.parse(JSON.stringify(event));
    if (job.name === 'visit') await visit(run.execution.name, day, lines);
    return real(event);
  };

test('unless asked, no job runs, and the rebuild does not mention jobs', async () => {
  const ended = await small.rebuild();
  expect(ended.status).toBe('succeeded');
  expect(ended.entered).toContain('RunJobs');
  expect(ended.entered).not.toContain('RunJob');
  expect(started()).toBe(0);
  expect((await small.report()).jobRuns).toEqual([]);
});

test('if asked, jobs run one after the other, and what they wrote is counted', async () => {
  small.handlers = { ...small.handlers, 'run-jobs': thatWrites('20261121', 'Basel,1\nBern,2\n') };
  const report = await small.rebuilt({ runJob: true });
  expect(report.jobRuns).toMatchObject([
    {
      job: 'daybreak-visit',
      published: { table: 'spec.tbl_summary', partitions: [['20261121']] },
      notes: [],
    },
    { job: 'daybreak-count', notes: [expect.stringContaining('is not verified')] },
  ]);
  expect(report.proofs).toContainEqual(
    expect.objectContaining({
      name: 'job daybreak-visit: rows of spec.tbl_summary day=20261121',
      passed: true,
      expected: [['2']],
      actual: [['2']],
    }),
  );
  expect(report.steps.filter(({ step }) => step === 'RunJobs')).toHaveLength(2);
  const { JobRuns = [] } = await glue.send(new GetJobRunsCommand({ JobName: 'daybreak-visit' }));
  expect(JobRuns).toHaveLength(1);
});

test('a job that wrote too little is not proven', async () => {
  small.handlers = { ...small.handlers, 'run-jobs': thatWrites('20261122', 'Basel,1\n') };
  await small.rebuild({ runJob: true });
  expect(small.short()).toMatchObject({
    error: 'ProofFailed',
    cause:
      'SmokeTest: job daybreak-visit: rows of spec.tbl_summary day=20261122: expected 2, Athena answered 1',
  });
});

test('a job that reports SUCCEEDED but wrote nothing fails the rebuild, but no other step', async () => {
  const ended = await small.rebuild({ runJob: true });
  expect(ended.status).toBe('failed');
  expect(small.short()).toMatchObject({
    error: 'JobWroteNothing',
    cause: 'RunJobs: job daybreak-visit ended as SUCCEEDED but wrote nothing to its table',
  });
  expect(ended.entered.filter(state => state === 'RunJobFailed')).toHaveLength(1);
  const report = await small.report();
  expect(report.failures).toHaveLength(1);
  expect(report.jobRuns).toMatchObject([{ job: 'daybreak-count' }]);
  expect(report.proofs.every(({ passed }) => passed)).toBe(true);
});

test('a scheduled run skips jobs if it repaired nothing', async () => {
  const report = await small.rebuilt({ runJob: true, trigger: 'schedule' });
  expect(started()).toBe(0);
  expect(report.jobRuns).toMatchObject([
    { notes: ['not run: the schedule runs jobs only when the rebuild has restored something'] },
    { notes: ['not run: the schedule runs jobs only when the rebuild has restored something'] },
  ]);
});

describe('a temporary problem is retried, but not for ever', () => {
  /** The first job's step fails this many times; what it would do after that does not matter. */
  const failing = (times: number, error: Error) => {
    const calls = { made: 0 };
    const handler: Handlers['run-jobs'] = async event => {
      const { job }: { readonly job: JobToRun } = JSON.parse(JSON.stringify(event));
      if (job.name === 'visit') {
        calls.made += 1;
        if (calls.made <= times) throw error;
      }
      return { step: 'RunJobs', outcomes: [], jobRun: { job: job.name, notes: [] } };
    };
    small.handlers = { ...small.handlers, 'run-jobs': handler };
    return calls;
  };

  test.each([
    ['a job that takes two hours', 11, new JobStillRunning('job x is still running')],
    ['a job that someone else is running', 16, new JobBusy('job x could not be started')],
    ['a function that ran out of time', 3, Object.assign(new Error('too long'), { name: 'States.Timeout' })],
  ])('%s', async (_, times, error) => {
    const calls = failing(times, error);
    await small.rebuilt({ runJob: true });
    expect(calls.made).toBe(times + 1);
    failing(times + 1, error);
    await small.rebuild({ runJob: true });
    expect(small.short()).toMatchObject({ error: error.name, cause: `RunJobs: ${error.message}` });
  });

  test('a failed job is not', async () => {
    const calls = failing(1, new JobFailed('job x ended as FAILED'));
    await small.rebuild({ runJob: true });
    expect(small.short()).toMatchObject({ error: 'JobFailed', cause: 'RunJobs: job x ended as FAILED' });
    expect(calls.made).toBe(1);
  });
});
