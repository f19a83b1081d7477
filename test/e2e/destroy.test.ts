import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { CreateTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { bucketName, stackName } from '../../lab/names.ts';
import { observeAccount } from '../local-aws/observe-account.ts';
import { startTestAws, type TestAws, useTestAws } from '../local-aws/test-aws.ts';
import { LabStack } from './lab-stack.ts';

const destroy = { action: 'destroy', confirm: 'daybreak' } as const;

let testAws: TestAws;
let stack: LabStack;

beforeAll(async () => {
  testAws = await startTestAws();
  useTestAws(testAws);
  stack = new LabStack(testAws, 'daybreak');
  await stack.deploy();
});

afterAll(async () => {
  await testAws?.stop();
});

const stackResources = async (): Promise<unknown> => {
  const { StackResources } = await new CloudFormationClient({}).send(
    new DescribeStackResourcesCommand({ StackName: stackName(stack.lab) }),
  );
  return StackResources?.map(({ LogicalResourceId, PhysicalResourceId, ResourceStatus }) => [
    LogicalResourceId,
    PhysicalResourceId,
    ResourceStatus,
  ]);
};

test('a destroyed lab leaves the stack, and the account as it was before the first rebuild', async () => {
  const before = await observeAccount(testAws.aws);
  const resources = await stackResources();
  expect(await stack.rebuild()).toMatchObject({ status: 'SUCCEEDED' });
  expect(await observeAccount(testAws.aws)).not.toEqual(before);

  const ended = await stack.rebuild(destroy);
  expect(ended.status).toBe('SUCCEEDED');
  const output = JSON.parse(ended.output);
  expect(output).toMatchObject({ result: 'succeeded', report: null });
  expect(Object.keys(output.outcomes)).toEqual(['destroyed']);
  expect(await observeAccount(testAws.aws)).toEqual(before);
  expect(await stackResources()).toEqual(resources);

  expect(await stack.rebuild()).toMatchObject({ status: 'SUCCEEDED' });
  const { outcomes } = await stack.lastReport();
  expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['created']));
});

test('what a learner added to the lab is named in the output, and kept', async () => {
  await stack.rebuild();
  const Bucket = bucketName(stack.lab, 'spec');
  await stack.s3.send(new PutObjectCommand({ Bucket, Key: 'mine/notes.txt', Body: 'mine' }));
  const TableInput = { Name: 'mine', Parameters: {} };
  await new GlueClient({}).send(new CreateTableCommand({ DatabaseName: 'daybreak_sor', TableInput }));
  const ended = await stack.rebuild(destroy);
  expect(ended.status).toBe('SUCCEEDED');
  const { details } = JSON.parse(ended.output);
  expect(details).toContainEqual(
    expect.objectContaining({
      resource: `bucket/${Bucket}`,
      outcome: 'kept',
      notes: [expect.stringContaining('mine/notes.txt')],
    }),
  );
  const left = Object.keys(await observeAccount(testAws.aws));
  expect(left).toEqual(
    expect.arrayContaining([
      `bucket ${Bucket}`,
      `object ${Bucket}/mine/notes.txt`,
      'table daybreak_sor.mine',
    ]),
  );
});
