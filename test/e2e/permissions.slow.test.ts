import { setTimeout as sleep } from 'node:timers/promises';
import { GlueClient } from '@aws-sdk/client-glue';
import { GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { ListExecutionsCommand, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import * as z from 'zod/mini';
import { bucketName, functionName, labFunctions } from '../../lab/names.ts';
import { clientConfig } from '../../local-aws/index.ts';
import { neededFor } from '../local-aws/iam-actions.ts';
import { type Call, functionsNameThemselves, startRecordingProxy } from '../local-aws/recording-proxy.ts';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';
import { changeJob, changeTable } from '../statemachine/learner.ts';
import { additions, contents, smallDefinition } from '../statemachine/small-definition.ts';
import { LabStack } from './lab-stack.ts';
import { Endpoint } from './signed-call.ts';

/*
 * The local AWS stores policies but does not enforce them. So every call that the functions make in a lab's life is
 * checked against what their deployed roles allow.
 */

const policySchema = z.object({
  Statement: z.array(
    z.object({ Effect: z.literal('Allow'), Action: z.array(z.string()), Resource: z.array(z.string()) }),
  ),
});
type Statement = z.output<typeof policySchema>['Statement'][number];

let testAws: TestAws;
let stack: LabStack;
let calls: Call[];
let stopProxy: () => Promise<void>;

const seedBucket = 'somebodys-seed';

const publish = async (definition: object): Promise<void> => {
  const put = (Key: string, Body: string) =>
    stack.s3.send(
      new PutObjectCommand({ Bucket: seedBucket, Key: `cities/${Key}`, Body, ChecksumAlgorithm: 'CRC32' }),
    );
  for (const [key, content] of Object.entries(contents)) await put(key, content);
  await put('lab.json', JSON.stringify(definition));
};

/** Its job declares an output, so that a step looks for it; nothing runs the job on this local AWS. */
const definition = {
  ...smallDefinition,
  jobs: smallDefinition.jobs.map(job => ({
    ...job,
    output: { table: 'spec.tbl_summary', rows: 'select 1' },
  })),
};

const noneRunning = async (): Promise<void> => {
  const running = new ListExecutionsCommand({
    stateMachineArn: stack.stateMachineArn,
    statusFilter: 'RUNNING',
  });
  for (let left = 1; left > 0; await sleep(100)) {
    const { executions = [] } = await stack.sfn.send(running);
    left = executions.length;
  }
};

/** A run that ends with this status. */
const runs = async (input: object, status: string): Promise<void> => {
  const ended = await stack.rebuild(input);
  if (ended.status !== status) throw new Error(`${JSON.stringify(input)}: ${ended.status}, ${ended.cause}`);
};

/** Everything that can happen to a lab, as far as the local AWS supports it. */
const live = async (url: string): Promise<void> => {
  const glue = new GlueClient(clientConfig(testAws.aws));
  // The stack's own.
  await noneRunning();
  await runs({}, 'SUCCEEDED');
  await runs({ runJob: true }, 'FAILED');
  await changeTable(glue, 'daybreak_sor', 'tbl_cities', () => ({ Description: 'mine' }));
  await changeJob(glue, 'daybreak-visit', () => ({ Timeout: 60 }));
  const cities = { Bucket: bucketName(stack.lab, 'sor'), Key: 'tbl_cities/a.csv' };
  await stack.s3.send(new PutObjectCommand({ ...cities, Body: 'mine' }));
  await runs({ action: 'plan', repair: true }, 'SUCCEEDED');
  await runs({ repair: true }, 'SUCCEEDED');
  await publish({
    ...definition,
    version: '1.1.0',
    datasets: [...definition.datasets, additions.dataset],
    jobs: [additions.job],
    queries: [],
  });
  await runs({}, 'SUCCEEDED');
  const endpoint = new Endpoint(testAws.aws, url);
  await endpoint.call('GET', '/lab');
  const body = '{"action":"plan"}';
  await endpoint.call('POST', '/rebuild', { headers: { 'content-type': 'application/json' }, body });
  const { executionArn } = await stack.sfn.send(
    new StartExecutionCommand({ stateMachineArn: stack.stateMachineArn, input: '{}' }),
  );
  await stack.sfn.send(new StopExecutionCommand({ executionArn }));
  await noneRunning();
  await runs({ action: 'destroy', confirm: 'daybreak' }, 'SUCCEEDED');
};

beforeAll(async () => {
  let target = '';
  const proxy = await startRecordingProxy(() => target);
  calls = proxy.calls;
  stopProxy = proxy.stop;
  testAws = await startTestAws({ AWS_ENDPOINT_URL: proxy.endpoint, ...functionsNameThemselves });
  target = testAws.aws.endpoint;
  stack = new LabStack(testAws, 'daybreak');
  await stack.s3.send(new CreateBucketCommand({ Bucket: seedBucket }));
  await publish(definition);
  const { ApiUrl = '' } = await stack.deploy({
    SeedUri: `s3://${seedBucket}/cities/`,
    NotifyEmail: 'teacher@example.org',
    RebuildOnCreate: 'true',
  });
  await live(ApiUrl);
});

afterAll(async () => {
  await testAws?.stop();
  await stopProxy?.();
});

/** The statements of a function's role. */
const allowedTo = async (name: string): Promise<readonly Statement[]> => {
  const iam = new IAMClient(clientConfig(testAws.aws));
  const lambda = await fetch(`${testAws.aws.endpoint}/2015-03-31/functions/${name}`, {
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${testAws.aws.account}/20261121/us-east-1/lambda/`,
    },
  });
  const found = z.parse(z.object({ Configuration: z.object({ Role: z.string() }) }), await lambda.json());
  const RoleName = found.Configuration.Role.split('/').at(-1);
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const documents = await Promise.all(
    PolicyNames.map(PolicyName => iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }))),
  );
  return documents.flatMap(
    ({ PolicyDocument = '' }) =>
      z.parse(policySchema, JSON.parse(decodeURIComponent(PolicyDocument))).Statement,
  );
};

const matches = (pattern: string, resource: string): boolean =>
  new RegExp(`^${pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(resource);

test.each(labFunctions)('%s makes no call that its role does not allow', async name => {
  const function_ = functionName(stack.lab, name);
  const made = calls.filter(({ lambda }) => lambda === function_);
  expect(made.length).toBeGreaterThan(0);
  const statements = await allowedTo(function_);
  const denied = made
    .flatMap(neededFor)
    .filter(
      ({ action, resource }) =>
        !statements.some(
          ({ Action, Resource }) =>
            Action.includes(action) &&
            (resource === undefined || Resource.some(pattern => matches(pattern, resource))),
        ),
    );
  expect([...new Set(denied.map(({ action, resource }) => `${action} ${resource ?? ''}`))]).toEqual([]);
});
