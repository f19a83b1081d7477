import {
  CloudFormationClient,
  DeleteStackCommand,
  UpdateStackCommand,
  waitUntilStackDeleteComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { GetJobCommand, GetSecurityConfigurationCommand, GlueClient } from '@aws-sdk/client-glue';
import { GetBucketEncryptionCommand } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../../cli/endpoint/sha256.ts';
import {
  bucketName,
  bucketPurposes,
  isSecurityConfigurationOf,
  keyAlias,
  stackName,
} from '../../lab/names.ts';
import type { Report } from '../../lab/report.ts';
import { clientConfig } from '../../local-aws/index.ts';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';
import { LabStack } from './lab-stack.ts';

let testAws: TestAws;
let stack: LabStack;
let cloudFormation: CloudFormationClient;
let glue: GlueClient;

beforeAll(async () => {
  testAws = await startTestAws();
  stack = new LabStack(testAws, 'daybreak');
  cloudFormation = new CloudFormationClient(clientConfig(testAws.aws));
  glue = new GlueClient(clientConfig(testAws.aws));
});

afterEach(() => testAws.reset());
afterAll(() => testAws?.stop());

const StackName = stackName({ name: 'daybreak' });
const wait = { maxWaitTime: 240, minDelay: 1, maxDelay: 1 };

/** What KMS answers, in its own protocol. */
const kms = async (operation: string, input: object): Promise<unknown> => {
  const { endpoint, region } = testAws.aws;
  const { credentials } = clientConfig(testAws.aws);
  const url = new URL(endpoint);
  const body = JSON.stringify(input);
  const signer = new SignatureV4({ service: 'kms', region, credentials, sha256: Sha256 });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    path: '/',
    headers: {
      host: url.host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `TrentService.${operation}`,
    },
    body,
  });
  return (await fetch(url, { method: 'POST', headers, body })).json();
};

const rebuilt = async (): Promise<Report> => {
  expect(await stack.rebuild()).toMatchObject({ status: 'SUCCEEDED' });
  return stack.lastReport();
};
const jobIn = ({ outcomes }: Report) => outcomes.find(({ kind }) => kind === 'job');

/** The security configuration that the lab's job names. */
const configurationOfJob = async (): Promise<string> => {
  const { Job } = await glue.send(new GetJobCommand({ JobName: 'daybreak-orders' }));
  return Job?.SecurityConfiguration ?? '';
};

const change = async (KmsKeyArn: string): Promise<void> => {
  await cloudFormation.send(
    new UpdateStackCommand({
      StackName,
      UsePreviousTemplate: true,
      Capabilities: ['CAPABILITY_IAM'],
      Parameters: [
        ...['LabName', 'ScheduleExpression', 'RebuildOnCreate'].map(ParameterKey => ({
          ParameterKey,
          UsePreviousValue: true,
        })),
        { ParameterKey: 'KmsKeyArn', ParameterValue: KmsKeyArn },
      ],
    }),
  );
  await waitUntilStackUpdateComplete({ client: cloudFormation, ...wait }, { StackName });
};

const deleteStack = async (): Promise<void> => {
  await cloudFormation.send(new DeleteStackCommand({ StackName }));
  await waitUntilStackDeleteComplete({ client: cloudFormation, ...wait }, { StackName });
};

/** Everything that has to be encrypted with this key. */
const expectEncryptedWith = async (key: string): Promise<void> => {
  for (const purpose of bucketPurposes) {
    const { ServerSideEncryptionConfiguration } = await stack.s3.send(
      new GetBucketEncryptionCommand({ Bucket: bucketName(stack.lab, purpose) }),
    );
    expect(ServerSideEncryptionConfiguration?.Rules).toMatchObject([
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key } },
    ]);
  }
  const Name = await configurationOfJob();
  expect(isSecurityConfigurationOf(stack.lab, Name)).toBe(true);
  const { SecurityConfiguration } = await glue.send(new GetSecurityConfigurationCommand({ Name }));
  expect(SecurityConfiguration?.EncryptionConfiguration).toMatchObject({
    S3Encryption: [{ S3EncryptionMode: 'SSE-KMS', KmsKeyArn: key }],
    CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-KMS', KmsKeyArn: key },
    JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: key },
  });
};

test('one parameter makes a key that encrypts the lab and its jobs, outlives the stack, and is taken over by its ARN', async () => {
  const { KmsKey = '' } = await stack.deploy({ KmsKeyArn: 'create' });
  expect(KmsKey).toMatch(/^arn:aws:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/);
  await rebuilt();
  await expectEncryptedWith(KmsKey);
  expect(await kms('GetKeyRotationStatus', { KeyId: KmsKey })).toMatchObject({ KeyRotationEnabled: true });
  const again = await rebuilt();
  expect(again.outcomes.filter(({ outcome }) => outcome !== 'unchanged')).toEqual([]);

  const before = await configurationOfJob();
  await deleteStack();
  const alias = { KeyId: keyAlias(stack.lab) };
  expect(await kms('DescribeKey', alias)).toMatchObject({
    KeyMetadata: { Arn: KmsKey, KeyState: 'Enabled' },
  });
  await expectEncryptedWith(KmsKey);

  // A second key could not read what the first has encrypted.
  await expect(stack.deploy({ KmsKeyArn: 'create' })).rejects.toThrow();
  expect(await kms('DescribeKey', alias)).toMatchObject({ KeyMetadata: { Arn: KmsKey } });
  await deleteStack();

  expect(await stack.deploy({ KmsKeyArn: KmsKey })).toMatchObject({ KmsKey });
  const report = await rebuilt();
  await expectEncryptedWith(KmsKey);
  expect(jobIn(report)).toMatchObject({ outcome: 'updated', kept: [] });
  expect(await configurationOfJob()).not.toBe(before);
  const others = report.outcomes.filter(({ outcome, kind }) => outcome !== 'unchanged' && kind !== 'job');
  // Their statements name the configuration and the boundary of the stack.
  expect(others.map(({ kind }) => kind)).toEqual(['role']);
});

test('emptying the parameter takes the security configuration off the jobs, and keeps the key', async () => {
  const { KmsKey = '' } = await stack.deploy({ KmsKeyArn: 'create' });
  await rebuilt();
  await change('');
  const report = await rebuilt();
  expect(jobIn(report)?.notes).toEqual([
    expect.stringMatching(/^its security configuration daybreak-\S+ is taken off/),
  ]);
  expect(await configurationOfJob()).toBe('');
  expect(jobIn(await rebuilt())).toMatchObject({ outcome: 'unchanged', notes: [] });
  expect(await kms('DescribeKey', { KeyId: KmsKey })).toMatchObject({ KeyMetadata: { KeyState: 'Enabled' } });
});

test.each([
  ['without a key', {}],
  ['with an existing role', { ExistingRole: 'LabRole' }],
  ['with an existing role and a key that the stack makes', { ExistingRole: 'LabRole', KmsKeyArn: 'create' }],
])('a stack %s is created and rebuilds the lab', async (_, parameters) => {
  const { KmsKey } = await stack.deploy(parameters);
  await rebuilt();
  expect(KmsKey !== undefined).toBe('KmsKeyArn' in parameters);
  expect((await configurationOfJob()) !== '').toBe('KmsKeyArn' in parameters);
});
