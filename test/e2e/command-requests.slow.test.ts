import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { bucketName } from '../../lab/names.ts';
import { clientConfig, clientEnvironment } from '../../local-aws/index.ts';
import { problemsOf } from '../local-aws/api-models.ts';
import { recordRequests, type SentRequest } from '../local-aws/sent-requests.ts';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';
import { contents, smallDefinition } from '../statemachine/small-definition.ts';
import { daybreak } from '../unit/command-in-process.ts';

/* The requests of the command itself, held against AWS's models, as those of the lab's steps are. */

let testAws: TestAws;
let folder: string;
let sent: SentRequest[];
let stopRecording: () => void;

beforeAll(async () => {
  testAws = await startTestAws();
  folder = await mkdtemp(join(tmpdir(), 'daybreak-command-'));
  const files = { ...contents, 'lab.json': JSON.stringify(smallDefinition) };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  await new S3Client(clientConfig(testAws.aws)).send(new CreateBucketCommand({ Bucket: 'seeds' }));
  const recorded = recordRequests();
  sent = recorded.sent;
  stopRecording = recorded.stop;
});

afterAll(async () => {
  stopRecording?.();
  await testAws?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a command as for an account: no `--local`, only AWS's variables. */
const run = async (...args: readonly string[]): Promise<void> => {
  const { code, stdout, stderr } = await daybreak([...args, '--json'], clientEnvironment(testAws.aws));
  if (code !== 0) throw new Error(`daybreak ${args.join(' ')} ended with ${code}: ${stderr}${stdout}`);
};

test('every request of every command is one that AWS takes', async () => {
  await run('seed', 'publish', folder, 's3://seeds/cities/', '--public');
  await run('seed', 'publish', folder, 's3://seeds/cities/', '--org', 'o-a1b2c3d4e5');
  await run('up', '--seed', folder, '--parameter', 'ScheduleExpression=');
  await run('plan');
  const { account, region } = testAws.aws;
  const Bucket = bucketName({ name: 'daybreak', account, region, partition: 'aws' }, 'sor');
  const stray = { Bucket, Key: 'tbl_cities/mine.csv', Body: 'id\n1\n' };
  await new S3Client(clientConfig(testAws.aws)).send(new PutObjectCommand(stray));
  await run('rebuild', '--repair', '--set-aside');
  await run('labs');
  await run('tables');
  await run('tables', 'visits');
  await run('queries');
  await run('up', '--seed', 's3://seeds/cities/');
  await run('status');
  await run('status', '--history');
  await run('query', 'select count(*) from daybreak_sor.tbl_cities');
  await run('trigger');
  await run('restore');
  await run('restore', 'dataset/sor.tbl_cities/mine.csv', '--yes');
  await run('destroy', '--confirm', 'daybreak');
  const operations = [...new Set(sent.map(({ client, operation }) => `${client} ${operation}`))].sort();
  if (process.env.DAYBREAK_NUMBERS === '1') console.log(`${sent.length} requests`, operations);
  expect(operations).toEqual(
    expect.arrayContaining([
      'AthenaClient StartQueryExecution',
      'CloudFormationClient CreateStack',
      'CloudFormationClient UpdateStack',
      'GlueClient GetPartitions',
      'S3Client CopyObject',
      'S3Client CreateBucket',
      'S3Client HeadBucket',
      'S3Client PutBucketPolicy',
      'SFNClient GetExecutionHistory',
      'SFNClient StartExecution',
      'STSClient GetCallerIdentity',
    ]),
  );
  expect([...new Set(sent.flatMap(problemsOf))]).toEqual([]);
});
