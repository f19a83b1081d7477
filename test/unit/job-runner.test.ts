import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchStopJobRunCommand,
  ConcurrentRunsExceededException,
  EntityNotFoundException,
  GetJobRunCommand,
  GetJobRunsCommand,
  GlueClient,
  InvalidInputException,
  type JobRun,
  paginateGetJobRuns,
  StartJobRunCommand,
} from '@aws-sdk/client-glue';
import { type Front, startFront } from '../../local-aws/front/server.ts';
import { clientConfig, type JobFile } from '../../local-aws/index.ts';
import { jobRunner } from '../../local-aws/job-runner/service.ts';
import { runningProcesses } from '../../local-aws/processes.ts';
import { type FakeGlue, startFakeGlue } from '../local-aws/fake-glue.ts';

/* The runner as Glue's clients see it. A shell runs the scripts instead of Python, so that a script fits on one line of
 * its test. */

const JobName = 'daybreak-orders';
const account = '123456789012';
const sessionToken = 'of-this-start';

let folder: string;
let upstream: FakeGlue;
let runner: Front;
let glue: GlueClient;
let isInstalled: boolean;
let isTrusted: (name: string) => boolean;
const clients: GlueClient[] = [];

const clientOf = (owner: string, token: string | undefined = sessionToken): GlueClient => {
  const config = clientConfig({
    endpoint: runner.endpoint,
    region: 'us-east-1',
    account: owner,
    sessionToken: token,
  });
  const client = new GlueClient({ ...config, maxAttempts: 1 });
  clients.push(client);
  return client;
};

/** @param minute length of a minute of a run's timeout, in milliseconds */
const startRunner = async (minute = 60_000): Promise<void> => {
  const python = join(folder, 'python');
  await writeFile(python, '#!/bin/sh\nshift 2\nexec sh "$@"\n');
  await chmod(python, 0o755);
  const options = {
    upstream: upstream.endpoint,
    token: 'a-token',
    sessionToken,
    folder: join(folder, 'runs'),
    findSpark: async () => (isInstalled ? { python, javaHome: '/nowhere', jars: '/nowhere' } : undefined),
    untrustedOf: async (files: readonly JobFile[]) => files.filter(({ name }) => !isTrusted(name)),
    howToGetSpark: 'Run the installer.',
    minute,
  };
  runner = await startFront({ ...options, port: 0, services: [endpoint => jobRunner(options, endpoint)] });
  glue = clientOf(account);
};

beforeEach(async () => {
  isInstalled = true;
  isTrusted = () => true;
  folder = await mkdtemp(join(tmpdir(), 'daybreak-job-runner-'));
  upstream = await startFakeGlue();
  upstream.jobs.set(JobName, {
    Name: JobName,
    Command: { Name: 'glueetl', ScriptLocation: 's3://assets/jobs/orders.py' },
    DefaultArguments: { '--sor_bucket': 'raw', '--anomesdia': '20200101' },
    Timeout: 10,
  });
  await startRunner();
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await runner.stop();
  await upstream.stop();
  await rm(folder, { recursive: true });
});

const script = (content: string): void => void upstream.objects.set('/assets/jobs/orders.py', content);

const start = async (Arguments: Record<string, string> = {}, more: { Timeout?: number } = {}) => {
  const { JobRunId = '' } = await glue.send(new StartJobRunCommand({ JobName, Arguments, ...more }));
  return JobRunId;
};

const after = async (RunId: string, states: readonly string[]): Promise<JobRun> => {
  for (;;) {
    const { JobRun: run } = await glue.send(new GetJobRunCommand({ JobName, RunId }));
    if (run && !states.includes(run.JobRunState ?? '')) return run;
    await sleep(10);
  }
};
const end = (RunId: string) => after(RunId, ['STARTING', 'RUNNING', 'STOPPING']);
const running = (RunId: string) => after(RunId, ['STARTING']);

const output = (id: string) => readFile(join(folder, 'runs', id, 'output.log'), 'utf8');

test('a run gets the job’s arguments, overridden by its own, its id, and the account it was started in', async () => {
  script('echo "$@"; echo $AWS_ACCESS_KEY_ID $AWS_REGION $AWS_ENDPOINT_URL $AWS_ENDPOINT_URL_GLUE');
  const before = Date.now();
  const id = await start({ '--anomesdia': '20261121', '--daybreak-run': 'r1' });
  expect(id).toMatch(/^jr_[0-9a-f]{64}$/);
  const run = await end(id);
  expect(run).toMatchObject({
    Id: id,
    JobName,
    JobRunState: 'SUCCEEDED',
    Arguments: { '--anomesdia': '20261121', '--daybreak-run': 'r1' },
    Timeout: 10,
  });
  expect(run.ErrorMessage).toBeUndefined();
  // Glue gives seconds.
  expect(run.StartedOn?.getTime()).toBeGreaterThanOrEqual(before - 1_000);
  expect(run.StartedOn?.getTime()).toBeLessThanOrEqual(Date.now());
  expect(run.CompletedOn?.getTime()).toBeGreaterThanOrEqual(run.StartedOn?.getTime() ?? 0);
  expect((await output(id)).split('\n').slice(0, 2)).toEqual([
    `--JOB_NAME ${JobName} --JOB_RUN_ID ${id} --sor_bucket raw --anomesdia 20261121 --daybreak-run r1`,
    `${account} us-east-1 ${upstream.endpoint} ${runner.endpoint}`,
  ]);
});

test('extra files are beside the script, and extra Python files are where import finds them', async () => {
  upstream.objects.set('/assets/lookup.csv', 'a,b\n').set('/assets/own.py', '').set('/assets/lib.zip', '');
  script('cat lookup.csv; echo $PYTHONPATH');
  const id = await start({
    '--extra-files': 's3://assets/lookup.csv',
    '--extra-py-files': 's3://assets/own.py, s3://assets/lib.zip',
  });
  expect(await end(id)).toMatchObject({ JobRunState: 'SUCCEEDED' });
  const modules = join(folder, 'runs', id, 'modules');
  expect(await output(id)).toBe(`a,b\n${modules}:${join(modules, 'lib.zip')}\n`);
  expect(await readdir(modules)).toEqual(['lib.zip', 'own.py']);
});

test.each([
  [
    'the exception of the last traceback',
    `Traceback (most recent call last):\n  File "a.py"\nValueError: first\n\nDuring handling:\n
Traceback (most recent call last):\n  File "b.py"\nRunFailed: --anomesdia is no date.\nand more of it\n
26/11/21 12:00:00 WARN Spark: bye`,
    'RunFailed: --anomesdia is no date.',
  ],
  [
    'the last line that is not a log',
    'cannot go on\n26/11/21 12:00:00 ERROR Spark: bye\n\tat java.lang.Thread\n',
    'cannot go on',
  ],
  ['how it ended', '', 'The script ended with exit code 3.'],
  [
    'what only Glue has',
    'Traceback (most recent call last):\n  File "a.py"\nModuleNotFoundError: No module named \'awsglue\'',
    "The script imports awsglue, which exists only in AWS Glue: use pyspark's SparkSession",
  ],
  [
    'what is not installed',
    'Traceback (most recent call last):\n  File "a.py"\nModuleNotFoundError: No module named \'delta.tables\'',
    'The script imports delta, which is not installed on this machine: ',
  ],
])('a failed run reports %s', async (_, errors, message) => {
  script(`cat >&2 <<'EOF'\n${errors}\nEOF\nexit 3`);
  const run = await end(await start());
  expect(run).toMatchObject({ JobRunState: 'FAILED' });
  expect(run.ErrorMessage).toContain(message);
  expect(run.ErrorMessage).not.toContain('\n');
  expect(await readFile(run.LogGroupName ?? '', 'utf8')).toBe(`${errors}\n`);
});

test('a missing script fails the run, which names it', async () => {
  const run = await end(await start());
  expect(run).toMatchObject({
    JobRunState: 'FAILED',
    ErrorMessage: expect.stringContaining('s3://assets/jobs/orders.py could not be read'),
  });
  // Nothing ran, so there is no log.
  expect(run).not.toHaveProperty('LogGroupName');
});

test('a run that is stopped ends as STOPPED, and so does everything it started', async () => {
  // Unique, even if the same test runs in another checkout.
  const sleeping = `sleep 61.${process.pid}`;
  script(`${sleeping} & ${sleeping}`);
  const id = await start();
  await running(id);
  const unknown = 'jr_0';
  expect(await glue.send(new BatchStopJobRunCommand({ JobName, JobRunIds: [id, unknown] }))).toMatchObject({
    SuccessfulSubmissions: [{ JobName, JobRunId: id }],
    Errors: [{ JobName, JobRunId: unknown, ErrorDetail: { ErrorCode: 'EntityNotFoundException' } }],
  });
  expect(await end(id)).toMatchObject({ JobRunState: 'STOPPED' });
  const left = await runningProcesses();
  expect(left.filter(({ command }) => command.includes(id) || command === sleeping)).toEqual([]);
  const again = await glue.send(new BatchStopJobRunCommand({ JobName, JobRunIds: [id] }));
  expect(again.Errors).toMatchObject([{ ErrorDetail: { ErrorCode: 'InvalidInputException' } }]);
});

test('a run that takes longer than its timeout ends as TIMEOUT', async () => {
  await runner.stop();
  await startRunner(50);
  script('sleep 62.5');
  expect(await end(await start({}, { Timeout: 1 }))).toMatchObject({
    JobRunState: 'TIMEOUT',
    ErrorMessage: 'The run took longer than its timeout of 1 minute.',
  });
});

test('a job has one run at a time unless it allows more, and accounts do not share jobs', async () => {
  script('sleep 63.5');
  await start();
  await expect(start()).rejects.toThrow(ConcurrentRunsExceededException);
  const other = clientOf('210987654321');
  await other.send(new StartJobRunCommand({ JobName }));
  expect((await other.send(new GetJobRunsCommand({ JobName }))).JobRuns).toHaveLength(1);
  upstream.jobs.set(JobName, { Name: JobName, ExecutionProperty: { MaxConcurrentRuns: 2 } });
  await start();
});

test('runs are listed latest first, in pages', async () => {
  script('');
  const ids: string[] = [];
  for (let nth = 0; nth < 5; nth++) {
    const id = await start({ '--nth': `${nth}` });
    await end(id);
    ids.unshift(id);
  }
  const pages: (string | undefined)[][] = [];
  for await (const { JobRuns = [] } of paginateGetJobRuns({ client: glue, pageSize: 2 }, { JobName }))
    pages.push(JobRuns.map(({ Id }) => Id));
  expect(pages).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
});

test('unknown jobs and runs, and malformed requests, are refused as Glue does', async () => {
  await expect(glue.send(new StartJobRunCommand({ JobName: 'no' }))).rejects.toThrow(EntityNotFoundException);
  await expect(glue.send(new GetJobRunsCommand({ JobName: 'no' }))).rejects.toThrow(EntityNotFoundException);
  await expect(glue.send(new GetJobRunCommand({ JobName, RunId: 'jr_0' }))).rejects.toThrow(
    EntityNotFoundException,
  );
  await expect(start({}, { Timeout: 0 })).rejects.toThrow(InvalidInputException);
  await expect(start({}, { Timeout: 0 })).rejects.toThrow('Timeout');
});

test.each(['s3://assets/jobs/orders.py', 's3://assets/own.py', 's3://assets/lookup.csv'])(
  'nothing is run as long as %s is not trusted, and the run says what to do',
  async stranger => {
    upstream.objects.set('/assets/own.py', '').set('/assets/lookup.csv', '');
    script(`touch ${join(folder, 'ran')}`);
    isTrusted = name => name !== stranger;
    const id = await start({
      '--extra-files': 's3://assets/lookup.csv',
      '--extra-py-files': 's3://assets/own.py',
    });
    const { JobRunState, ErrorMessage } = await end(id);
    expect(JobRunState).toBe('FAILED');
    expect(ErrorMessage).toContain(`${stranger} was not run`);
    expect(ErrorMessage).toMatch(/read, change and delete all your files.*--trust`\.$/);
    expect(await readdir(folder)).not.toContain('ran');
  },
);

test('who does not know the secret of this start is refused, and starts nothing', async () => {
  script('echo done');
  for (const token of ['', 'x', `${sessionToken}x`, 'öf-this-start']) {
    const stranger = clientOf(account, token);
    await expect(stranger.send(new StartJobRunCommand({ JobName }))).rejects.toThrow(
      /only callers that have its credentials|Invalid character/,
    );
  }
  const { JobRuns } = await glue.send(new GetJobRunsCommand({ JobName }));
  expect(JobRuns).toEqual([]);
});

test('all other requests are forwarded to MiniStack unchanged', async () => {
  const headers = {
    'x-amz-target': 'AWSGlue.GetTables',
    authorization: 'AWS4-HMAC-SHA256 Credential=210987654321/20261121/eu-west-1/glue/aws4_request, …'.slice(
      0,
      70,
    ),
  };
  const answer = await fetch(runner.endpoint, { method: 'POST', headers, body: '{"DatabaseName":"ä"}' });
  expect([answer.status, await answer.json()]).toEqual([418, { said: 'something of its own' }]);
  expect(upstream.passed).toEqual([
    {
      target: 'AWSGlue.GetTables',
      headers: expect.objectContaining({ ...headers, host: new URL(runner.endpoint).host }),
      body: '{"DatabaseName":"ä"}',
    },
  ]);
});

test('without Spark the script is not run, and the run says how to get Spark', async () => {
  isInstalled = false;
  script('echo ran');
  const id = await start();
  expect(await end(id)).toMatchObject({
    JobRunState: 'FAILED',
    ErrorMessage: 'Spark is not installed, so the script was not run. Run the installer.',
  });
  await expect(output(id)).rejects.toThrow('ENOENT');
});

test('runs are remembered across a restart, and those that were under way have failed', async () => {
  script('');
  const done = await start();
  await end(done);
  script('sleep 64.5');
  const cut = await start();
  await running(cut);
  // As after a kill -9: the record on disk is still RUNNING.
  const record = join(folder, 'runs', cut, 'run.json');
  const before = await readFile(record, 'utf8');
  await runner.stop();
  await writeFile(record, before);
  await startRunner();
  expect(await end(done)).toMatchObject({ JobRunState: 'SUCCEEDED' });
  expect(await end(cut)).toMatchObject({
    JobRunState: 'FAILED',
    ErrorMessage: 'The local AWS was stopped while this run was under way. Start it again.',
  });
});
