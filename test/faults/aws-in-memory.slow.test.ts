import * as athena from '@aws-sdk/client-athena';
import * as cloudWatch from '@aws-sdk/client-cloudwatch';
import * as glue from '@aws-sdk/client-glue';
import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import { startTestAws, type TestAws, useTestAws } from '../local-aws/test-aws.ts';
import { newClients } from '../statemachine/kind-fixture.ts';
import { emptyAccount } from './aws/account.ts';
import { glueOperations } from './aws/glue.ts';
import { Refusal } from './aws/operation.ts';
import { athenaOperations, iamOperations, otherOperations } from './aws/others.ts';
import { s3Operations } from './aws/s3.ts';

/*
 * The same calls to the AWS in memory, on which faults are tried, and to the local AWS: both are written from AWS's
 * documentation by different people. Where they differ, one is wrong, or the reason stands here.
 */

/** What one of them answered: an error's code, or an output. */
type Answer = { readonly error: string } | { readonly output: object };

/** A call, and why the two may differ in it. */
interface Step {
  readonly does: string;
  readonly command: object;
  readonly differs?: string;
}

let testAws: TestAws;

beforeAll(async () => {
  testAws = await startTestAws();
  useTestAws(testAws);
});

afterAll(async () => {
  await testAws?.stop();
});

const Bucket = 'compared';
const target = { Bucket, Key: 'a.csv' };
const database = { DatabaseName: 'compared' };
const RoleName = 'compared';
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'glue.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const policy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::compared' }],
});
const job = { Role: 'arn:aws:iam::123456789012:role/compared', Command: { Name: 'glueetl' } };
const dashboard = { DashboardName: 'compared', DashboardBody: '{"widgets":[]}' };

const steps: readonly Step[] = [
  { does: 'HEAD of no bucket', command: new s3.HeadBucketCommand({ Bucket }) },
  { does: 'objects of no bucket', command: new s3.ListObjectsV2Command({ Bucket }) },
  { does: 'a bucket', command: new s3.CreateBucketCommand({ Bucket }) },
  { does: 'its tags, of which it has none', command: new s3.GetBucketTaggingCommand({ Bucket }) },
  { does: 'its policy, of which it has none', command: new s3.GetBucketPolicyCommand({ Bucket }) },
  {
    does: 'its rules, of which it has none',
    command: new s3.GetBucketLifecycleConfigurationCommand({ Bucket }),
  },
  {
    does: 'tags',
    command: new s3.PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } }),
  },
  { does: 'its tags', command: new s3.GetBucketTaggingCommand({ Bucket }) },
  { does: 'HEAD of no object', command: new s3.HeadObjectCommand(target) },
  { does: 'GET of no object', command: new s3.GetObjectCommand(target) },
  {
    does: 'an object',
    differs: 'the local AWS does not tell the checksum that it has verified',
    command: new s3.PutObjectCommand({ ...target, Body: 'a\n', ChecksumAlgorithm: 'CRC32' }),
  },
  {
    does: 'an object that must not be there, and is',
    command: new s3.PutObjectCommand({ ...target, Body: 'b\n', IfNoneMatch: '*' }),
  },
  {
    does: 'an object that must have another ETag',
    command: new s3.PutObjectCommand({ ...target, Body: 'b\n', IfMatch: '"other"' }),
  },
  { does: 'HEAD of an object', command: new s3.HeadObjectCommand({ ...target, ChecksumMode: 'ENABLED' }) },
  { does: 'objects', command: new s3.ListObjectsV2Command({ Bucket }) },
  {
    does: 'objects behind the last one',
    command: new s3.ListObjectsV2Command({ Bucket, StartAfter: 'a.csv' }),
  },
  {
    does: 'a copy',
    differs: 'the local AWS does not tell that the checksum is of the whole object',
    command: new s3.CopyObjectCommand({
      Bucket,
      Key: 'b.csv',
      CopySource: `${Bucket}/a.csv`,
      ChecksumAlgorithm: 'CRC32',
    }),
  },
  {
    does: 'a copy to where something is',
    differs: 'the local AWS ignores the conditions of copies',
    command: new s3.CopyObjectCommand({
      Bucket,
      Key: 'b.csv',
      CopySource: `${Bucket}/a.csv`,
      IfNoneMatch: '*',
    }),
  },
  {
    does: 'a copy of nothing',
    command: new s3.CopyObjectCommand({ Bucket, Key: 'c.csv', CopySource: `${Bucket}/no.csv` }),
  },
  {
    does: 'a copy of a source that has changed',
    command: new s3.CopyObjectCommand({
      Bucket,
      Key: 'c.csv',
      CopySource: `${Bucket}/a.csv`,
      CopySourceIfMatch: '"other"',
    }),
  },
  { does: 'a bucket that is not empty, deleted', command: new s3.DeleteBucketCommand({ Bucket }) },
  { does: 'parts of no upload', command: new s3.ListPartsCommand({ ...target, UploadId: 'no' }) },
  { does: 'no upload, aborted', command: new s3.AbortMultipartUploadCommand({ ...target, UploadId: 'no' }) },
  {
    does: 'no upload, completed',
    command: new s3.CompleteMultipartUploadCommand({
      ...target,
      UploadId: 'no',
      MultipartUpload: { Parts: [{ PartNumber: 1, ETag: '"x"' }] },
    }),
  },
  {
    does: 'objects, deleted',
    command: new s3.DeleteObjectsCommand({
      Bucket,
      Delete: { Quiet: true, Objects: [{ Key: 'a.csv' }, { Key: 'b.csv' }, { Key: 'no.csv' }] },
    }),
  },
  { does: 'the bucket, deleted', command: new s3.DeleteBucketCommand({ Bucket }) },

  { does: 'no database', command: new glue.GetDatabaseCommand({ Name: 'compared' }) },
  {
    does: 'tables of no database',
    differs:
      'the local AWS lists the tables of a database that is not there: none. AWS: EntityNotFoundException',
    command: new glue.GetTablesCommand(database),
  },
  {
    does: 'a database',
    command: new glue.CreateDatabaseCommand({ DatabaseInput: { Name: 'compared', Description: 'a' } }),
  },
  {
    does: 'the database again',
    command: new glue.CreateDatabaseCommand({ DatabaseInput: { Name: 'compared' } }),
  },
  { does: 'the database', command: new glue.GetDatabaseCommand({ Name: 'compared' }) },
  { does: 'no table', command: new glue.GetTableCommand({ ...database, Name: 't' }) },
  {
    does: 'a table',
    command: new glue.CreateTableCommand({ ...database, TableInput: { Name: 't', Parameters: { a: 'b' } } }),
  },
  {
    does: 'the table again',
    command: new glue.CreateTableCommand({ ...database, TableInput: { Name: 't' } }),
  },
  {
    does: 'a table in an old version',
    command: new glue.UpdateTableCommand({ ...database, TableInput: { Name: 't' }, VersionId: '7' }),
  },
  {
    does: 'a partition',
    command: new glue.BatchCreatePartitionCommand({
      ...database,
      TableName: 't',
      PartitionInputList: [{ Values: ['1'] }],
    }),
  },
  {
    does: 'the partition again',
    command: new glue.BatchCreatePartitionCommand({
      ...database,
      TableName: 't',
      PartitionInputList: [{ Values: ['1'] }],
    }),
  },
  { does: 'partitions', command: new glue.GetPartitionsCommand({ ...database, TableName: 't' }) },
  { does: 'tables', command: new glue.GetTablesCommand(database) },
  { does: 'a table, deleted', command: new glue.DeleteTableCommand({ ...database, Name: 't' }) },
  { does: 'no table, deleted', command: new glue.DeleteTableCommand({ ...database, Name: 't' }) },
  { does: 'a database, deleted', command: new glue.DeleteDatabaseCommand({ Name: 'compared' }) },
  { does: 'no database, deleted', command: new glue.DeleteDatabaseCommand({ Name: 'compared' }) },
  { does: 'no job', command: new glue.GetJobCommand({ JobName: 'compared' }) },
  { does: 'a job', command: new glue.CreateJobCommand({ Name: 'compared', ...job }) },
  { does: 'the job', command: new glue.GetJobCommand({ JobName: 'compared' }) },
  {
    does: 'the job again',
    differs: 'AWS documents both codes for a name that is taken, and the engine takes both',
    command: new glue.CreateJobCommand({ Name: 'compared', ...job }),
  },
  { does: 'the job, deleted', command: new glue.DeleteJobCommand({ JobName: 'compared' }) },
  { does: 'no job, deleted', command: new glue.DeleteJobCommand({ JobName: 'compared' }) },
  { does: 'no trigger', command: new glue.GetTriggerCommand({ Name: 'compared' }) },

  { does: 'no workgroup', command: new athena.GetWorkGroupCommand({ WorkGroup: 'compared' }) },
  { does: 'a workgroup', command: new athena.CreateWorkGroupCommand({ Name: 'compared', Description: 'a' }) },
  { does: 'the workgroup again', command: new athena.CreateWorkGroupCommand({ Name: 'compared' }) },
  {
    does: 'its queries, of which it has none',
    command: new athena.ListNamedQueriesCommand({ WorkGroup: 'compared' }),
  },
  { does: 'the workgroup, deleted', command: new athena.DeleteWorkGroupCommand({ WorkGroup: 'compared' }) },

  { does: 'no role', command: new iam.GetRoleCommand({ RoleName }) },
  {
    does: 'a role',
    command: new iam.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust, Path: '/' }),
  },
  {
    does: 'the role again',
    command: new iam.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust, Path: '/' }),
  },
  { does: 'no policy of a role', command: new iam.GetRolePolicyCommand({ RoleName, PolicyName: 'p' }) },
  {
    does: 'a policy of a role',
    command: new iam.PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: policy }),
  },
  { does: 'the policies of a role', command: new iam.ListRolePoliciesCommand({ RoleName }) },
  { does: 'a role with a policy, deleted', command: new iam.DeleteRoleCommand({ RoleName }) },
  {
    does: 'a policy of a role, deleted',
    command: new iam.DeleteRolePolicyCommand({ RoleName, PolicyName: 'p' }),
  },
  { does: 'a role, deleted', command: new iam.DeleteRoleCommand({ RoleName }) },

  { does: 'no dashboard', command: new cloudWatch.GetDashboardCommand({ DashboardName: 'compared' }) },
  { does: 'a dashboard', command: new cloudWatch.PutDashboardCommand(dashboard) },
  { does: 'the dashboard', command: new cloudWatch.GetDashboardCommand({ DashboardName: 'compared' }) },
  {
    does: 'the dashboard, deleted',
    command: new cloudWatch.DeleteDashboardsCommand({ DashboardNames: ['compared'] }),
  },
];

/** `NoSuchEntityException` and `NoSuchEntity` are one error in two versions of the SDK. */
const codeOf = (error: Error): string => error.name.replace(/Exception$/, '');

/** The AWS in memory's answer; the answer to a HEAD has no body, and so no code. */
const inMemory = () => {
  const account = emptyAccount();
  const now = () => Date.now();
  const operations = [
    ...s3Operations(account, now),
    ...glueOperations(account, now),
    ...athenaOperations(account, now),
    ...iamOperations(account),
    ...otherOperations(account, now),
  ];
  return (command: object): Answer => {
    try {
      const execute = operations.map(operation => operation(command)).find(each => each !== undefined);
      if (execute === undefined) throw new Error(`there is no ${command.constructor.name}`);
      return { output: execute() };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const isHead = command.constructor.name.startsWith('Head');
      return { error: isHead && error.status === 404 ? 'NotFound' : error.code.replace(/Exception$/, '') };
    }
  };
};

/** The local AWS's answer. */
const inLocalAws = () => {
  const clients = newClients();
  const send = async (command: object): Promise<object> => {
    const service = [
      [s3, clients.s3],
      [glue, clients.glue],
      [athena, clients.athena],
      [iam, clients.iam],
      [cloudWatch, clients.cloudWatch],
    ].find(([module]) => command.constructor.name in (module ?? {}))?.[1];
    if (service === undefined || !('send' in service))
      throw new Error(`no client for ${command.constructor.name}`);
    return Reflect.apply(service.send, service, [command]);
  };
  return async (command: object): Promise<Answer> => {
    try {
      return { output: await send(command) };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return { error: codeOf(error) };
    }
  };
};

/** What AWS makes up, such as a table's first version, and words for people. */
const madeUp = new Set(['RoleId', 'VersionId', 'Body', 'ErrorMessage']);

/** An answer as text, without what AWS makes up and without what is empty. */
const shown = (value: unknown): unknown => {
  if (value instanceof Date) return 'a date';
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) =>
      madeUp.has(key) || each === undefined ? [] : [[key, shown(each)]],
    ),
  );
};

/** Only what `of` has, too: the local AWS tells more than a lab reads. */
const within = (value: unknown, of: unknown): unknown => {
  if (Array.isArray(value) && Array.isArray(of)) return value.map((each, index) => within(each, of[index]));
  if (typeof value !== 'object' || value === null || typeof of !== 'object' || of === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) =>
      key in of ? [[key, within(each, Reflect.get(of, key))]] : [],
    ),
  );
};

/** With its keys in order. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
};

test('the AWS in memory and the local AWS answer the same, but for known differences', async () => {
  const memory = inMemory();
  const local = inLocalAws();
  const differences: string[] = [];
  const known: string[] = [];
  for (const { does, command, differs } of steps) {
    const expected = shown(memory(command));
    const answer = await local(command);
    const found = 'error' in answer ? answer : within(shown(answer), expected);
    const isSame = JSON.stringify(sorted(expected)) === JSON.stringify(sorted(found));
    if (!isSame && differs === undefined)
      differences.push(
        `${does}: ${JSON.stringify(expected)} in memory, ${JSON.stringify(found)} in the local AWS`,
      );
    if (isSame && differs !== undefined) known.push(`${does} no longer differs`);
  }
  expect(differences).toEqual([]);
  expect(known).toEqual([]);
});
