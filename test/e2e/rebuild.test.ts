import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { deployedStack } from '../../cli/deploy/deployed-stack.ts';
import { apiUrlIn } from '../../cli/endpoint/api-url.ts';
import { labEnvironment } from '../../cli/env/lab-environment.ts';
import { shellCommands } from '../../cli/render/shell.ts';
import { localSession } from '../../cli/session.ts';
import {
  type Call,
  functionsNameThemselves,
  isWrite,
  startRecordingProxy,
} from '../local-aws/recording-proxy.ts';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';
import { LabStack } from './lab-stack.ts';

/** What an unchanged rebuild still writes: its report and its page, each also as the latest, and its end event. Nothing of the lab. */
const writesOfAnUnchangedRun = ['report PutEvents', ...Array.from({ length: 4 }, () => 'report PutObject')];

/** A program that knows nothing of Daybreak but the variables. */
const program = `
import { GetTablesCommand, GlueClient } from '@aws-sdk/client-glue';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
const { DAYBREAK_DATABASE_SOR: DatabaseName, DAYBREAK_BUCKET_SOR: Bucket } = process.env;
const { TableList } = await new GlueClient({}).send(new GetTablesCommand({ DatabaseName }));
const { KeyCount } = await new S3Client({}).send(new ListObjectsV2Command({ Bucket }));
const { Account } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
console.log(JSON.stringify({ tables: TableList.length, objects: KeyCount, account: Account }));
`;

let testAws: TestAws;
let stack: LabStack;
let calls: Call[];
let stopProxy: () => Promise<void>;

beforeAll(async () => {
  let target = '';
  const proxy = await startRecordingProxy(() => target);
  calls = proxy.calls;
  stopProxy = proxy.stop;
  testAws = await startTestAws({ AWS_ENDPOINT_URL: proxy.endpoint, ...functionsNameThemselves });
  target = testAws.aws.endpoint;
  stack = new LabStack(testAws, 'daybreak');
  await stack.deploy();
});

afterAll(async () => {
  await testAws?.stop();
  await stopProxy?.();
});

/** Calls of the lab's functions since the last call of this, as `step Operation`. */
const takeCalls = (): Call[] => calls.splice(0).filter(({ lambda }) => lambda !== undefined);

const named = ({ lambda, operation }: Call): string => `${lambda?.replace('daybreak-', '')} ${operation}`;

const perStep = (made: readonly Call[]): Record<string, number> =>
  Object.fromEntries(
    Object.entries(Object.groupBy(made, ({ lambda }) => lambda ?? '')).map(([k, v]) => [k, v?.length ?? 0]),
  );

describe('the template, deployed', () => {
  test('builds a whole lab, proves it, and then leaves it alone', async () => {
    expect(await stack.rebuild()).toMatchObject({ status: 'SUCCEEDED' });
    const first = takeCalls();
    const report = await stack.lastReport();
    expect(new Set(report.outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['created']));
    expect(report.proofs.filter(({ passed }) => !passed)).toEqual([]);
    expect(report.proofs.find(({ name }) => name === 'rows of sor.tbl_brecommerce_orders')?.actual).toEqual([
      ['9944'],
    ]);
    expect(report.definition).toMatchObject({ synthetic: true, seed: 'built-in sample' });

    expect(await stack.rebuild()).toMatchObject({ status: 'SUCCEEDED' });
    const second = takeCalls();
    const again = await stack.lastReport();
    expect(new Set(again.outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['unchanged']));
    // Rows are not counted again; smoke tests always run.
    const smokeTests = again.proofs.length - 15;
    expect(second.filter(isWrite).map(named).sort()).toEqual([
      ...writesOfAnUnchangedRun,
      ...Array.from({ length: smokeTests }, () => 'smoke-test StartQueryExecution'),
    ]);
    if (process.env.DAYBREAK_NUMBERS === '1')
      console.log('AWS calls per step, first and second rebuild', perStep(first), perStep(second));
  });

  test('is found by other programs through what `env` prints', async () => {
    const session = localSession('daybreak', testAws.aws);
    const around = { PATH: process.env.PATH, AWS_PROFILE: 'of another account' };
    const environment = labEnvironment(session, apiUrlIn(await deployedStack(session)), around);
    const found = await promisify(execFile)(
      '/bin/sh',
      [
        '-c',
        `${shellCommands(environment, 'sh')}\nexec "$0" --input-type=module -e "$1"`,
        process.execPath,
        program,
      ],
      { env: around },
    );
    expect(JSON.parse(found.stdout)).toEqual({ tables: 15, objects: 25, account: '123456789012' });
  });

  test('gives a plan that would change nothing, and writes nothing', async () => {
    takeCalls();
    const ended = await stack.rebuild({ action: 'plan' });
    expect(ended.status).toBe('SUCCEEDED');
    expect(JSON.parse(ended.output)).toMatchObject({ outcomes: { unchanged: 56 }, report: null });
    expect(takeCalls().filter(isWrite)).toEqual([]);
  });

  test('fails if a job reports SUCCEEDED but wrote nothing, as every job does on a local AWS without Spark', async () => {
    takeCalls();
    const ended = await stack.rebuild({ runJob: true });
    expect(ended.status).toBe('FAILED');
    expect(ended.cause).toBe(
      'RunJobs: job daybreak-orders ended as SUCCEEDED but wrote nothing to its table',
    );
    const made = takeCalls();
    expect(made.filter(({ lambda }) => lambda === 'daybreak-run-jobs').map(named)).toEqual([
      'run-jobs GetJobRuns',
      'run-jobs StartJobRun',
      expect.stringContaining('run-jobs GetJobRun'),
      'run-jobs GetPartitions',
    ]);
    const report = await stack.lastReport();
    expect(report.failures).toHaveLength(1);
    expect(report.proofs.filter(({ passed }) => !passed)).toEqual([]);
  });

  test('fails with one clear cause on an unknown key, and changes nothing', async () => {
    takeCalls();
    const ended = await stack.rebuild({ rebuild: true });
    // The in-process engine tests the error name: the local AWS calls every error Runtime.HandlerError.
    expect(ended.status).toBe('FAILED');
    expect(ended.cause).toBe('Plan: the input: Unrecognized key: "rebuild"');
    // Only its end event.
    expect(takeCalls().filter(isWrite).map(named)).toEqual(['report PutEvents']);
  });
});
