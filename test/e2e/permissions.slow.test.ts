import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { GlueClient } from '@aws-sdk/client-glue';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  DescribeStateMachineCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { rebuildFinished, sandboxReset } from '../../lab/events.ts';
import {
  bucketName,
  doors,
  functionName,
  type LabFunctionName,
  labFunctions,
  stackName,
  steps,
} from '../../lab/names.ts';
import { clientConfig } from '../../local-aws/index.ts';
import { type EnforcingProxy, startEnforcingProxy } from '../local-aws/enforcing-proxy.ts';
import { KnownRoles, type NeededPermission, neededFor } from '../local-aws/iam-needs.ts';
import { allows, type RolePolicies } from '../local-aws/iam-simulator.ts';
import { type Call, functionsNameThemselves } from '../local-aws/recording-proxy.ts';
import { startTestAws, type TestAws, useTestAws } from '../local-aws/test-aws.ts';
import { newClients } from '../statemachine/kind-fixture.ts';
import { strangers } from '../statemachine/kinds/all.ts';
import { changeJob, changeTable } from '../statemachine/learner.ts';
import { additions, contents, smallDefinition } from '../statemachine/small-definition.ts';
import { LabStack } from './lab-stack.ts';
import { document, policiesOf, roleOf } from './role-policies.ts';
import { Endpoint } from './signed-call.ts';

/*
 * The local AWS stores policies but does not enforce them. A proxy in front of it does: it simulates every call that a
 * function makes in a lab's life against the policy of the function's deployed role, and denies what that does not allow.
 * Afterwards each call is simulated again with a stranger's resource, where it has to be denied, and each permission is
 * looked for among the calls, which have to need it.
 */

let testAws: TestAws;
let stack: LabStack;
let proxy: EnforcingProxy;
let calls: Call[];
/** The runs of the lab's life, with their ends. */
const ended: string[] = [];

const seedBucket = 'somebodys-seed';

const publish = async (definition: object): Promise<void> => {
  const put = (Key: string, Body: string) =>
    stack.s3.send(
      new PutObjectCommand({ Bucket: seedBucket, Key: `cities/${Key}`, Body, ChecksumAlgorithm: 'CRC32' }),
    );
  for (const [key, content] of Object.entries(contents)) await put(key, content);
  await put('lab.json', JSON.stringify(definition));
};

/**
 * Its job declares an output, so that a step looks for it, and asks for more than the lab; nothing runs the job on this
 * local AWS.
 */
const definition = {
  ...smallDefinition,
  jobs: smallDefinition.jobs.map(job => ({
    ...job,
    output: { table: 'spec.tbl_summary', rows: 'select 1' },
    policy: [{ Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::prices/*'] }],
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

/** Notes how a run ends. */
const runs = async (what: string, input: object): Promise<void> => {
  const { status } = await stack.rebuild(input);
  ended.push(`${what} ${status}`);
};

/** What other people made, with the names that the lab's own resources would have. */
const makeStrangers = async (): Promise<readonly string[]> => {
  const theirs = strangers.map(([, each]) => each).filter(({ afterwards }) => afterwards !== true);
  for (const { make } of theirs) await make(newClients());
  return theirs.map(({ id }) => id);
};

/** Everything that can happen to a lab, as far as the local AWS supports it. */
const live = async (url: string): Promise<void> => {
  const glue = new GlueClient(clientConfig(testAws.aws));
  // The stack's own.
  await noneRunning();
  await runs('first rebuild', {});
  await runs('job that writes nothing to its table', { runJob: true });
  await changeTable(glue, 'daybreak_sor', 'tbl_cities', () => ({ Description: 'mine' }));
  await changeJob(glue, 'daybreak-visit', () => ({ Timeout: 60 }));
  const cities = { Bucket: bucketName(stack.lab, 'sor'), Key: 'tbl_cities/a.csv' };
  await stack.s3.send(new PutObjectCommand({ ...cities, Body: 'mine' }));
  await runs('plan of a repair', { action: 'plan', repair: true });
  await runs('repair', { repair: true });
  await stack.s3.send(new PutObjectCommand({ ...cities, Key: 'tbl_cities/mine.csv', Body: 'mine' }));
  await runs('rebuild with a file in the way', {});
  await runs('set aside', { setAside: true });
  await publish({
    ...definition,
    version: '1.1.0',
    datasets: [...definition.datasets, additions.dataset],
    jobs: [additions.job],
    queries: [],
  });
  await runs('job run', { runJob: true });
  const endpoint = new Endpoint(testAws.aws, url);
  await endpoint.call('GET', '/lab');
  const started = await endpoint.call('POST', '/rebuild', {
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  await endpoint.call('GET', new URL(started.headers.location ?? '', url).pathname);
  await noneRunning();
  const { executionArn } = await stack.sfn.send(
    new StartExecutionCommand({ stateMachineArn: stack.stateMachineArn, input: '{}' }),
  );
  await stack.sfn.send(new StopExecutionCommand({ executionArn }));
  await noneRunning();
  await runs('destroy', { action: 'destroy', confirm: 'daybreak' });
  await publish({ ...definition, version: '1.2.0' });
  const theirs = await makeStrangers();
  await runs('rebuild beside strangers', {});
  await runs('adoption', { adopt: theirs });
  await runs('last destroy', { action: 'destroy', confirm: 'daybreak', deleteForeignObjects: true });
};

const parameters = {
  SeedUri: `s3://${seedBucket}/cities/`,
  NotifyEmail: 'teacher@example.org',
  RebuildOnCreate: 'true',
  ScheduleExpression: 'rate(1 day)',
  JobPolicies: 's3,sns',
};

beforeAll(async () => {
  proxy = await startEnforcingProxy(() => testAws.aws);
  testAws = await startTestAws({ AWS_ENDPOINT_URL: proxy.endpoint, ...functionsNameThemselves });
  useTestAws(testAws);
  stack = new LabStack(testAws, 'daybreak');
  await stack.s3.send(new CreateBucketCommand({ Bucket: seedBucket }));
  await publish(definition);
  const { ApiUrl = '' } = await stack.deploy(parameters);
  await live(ApiUrl);
  calls = [...proxy.calls];
});

afterAll(async () => {
  await testAws?.stop();
  await proxy?.stop();
});

test('behind a proxy that denies what the policies do not allow, every run ends as it should, and nothing is denied', () => {
  expect(proxy.denied).toEqual([]);
  expect(ended).toEqual([
    'first rebuild SUCCEEDED',
    'job that writes nothing to its table FAILED',
    'plan of a repair SUCCEEDED',
    'repair SUCCEEDED',
    'rebuild with a file in the way FAILED',
    'set aside SUCCEEDED',
    'job run SUCCEEDED',
    'destroy SUCCEEDED',
    'rebuild beside strangers FAILED',
    'adoption SUCCEEDED',
    'last destroy SUCCEEDED',
  ]);
});

/** The same role without one of its actions. */
const without = ({ arn, policies }: RolePolicies, action: string): RolePolicies => ({
  arn,
  policies: policies.map(({ name, policy }) => ({
    name,
    policy: {
      ...document.parse(policy),
      Statement: document
        .parse(policy)
        .Statement.map(each => ({ ...each, Action: each.Action.filter(other => other !== action) }))
        .filter(({ Action }) => Action.length > 0),
    },
  })),
});

/** What a function's calls needed, each once. */
const neededBy = (name: LabFunctionName): readonly NeededPermission[] => {
  const roles = new KnownRoles();
  for (const call of calls) roles.note(call);
  const made = calls.filter(({ lambda }) => lambda === functionName(stack.lab, name));
  const needed = made.flatMap(call => neededFor(call, stack.lab, roles));
  return [...new Map(needed.map(each => [JSON.stringify(each), each])).values()];
};

const shown = ({ action, resource }: NeededPermission): string => `${action} on ${resource}`;

/** Those that a role denies. */
const deniedTo = async (role: RolePolicies, needed: readonly NeededPermission[]): Promise<string[]> => {
  const allowed = await Promise.all(needed.map(each => allows(role, each)));
  return needed.filter((_, index) => !allowed[index]).map(shown);
};

/** Resources that all labs of an account share; what protects them is elsewhere. */
const isShared = ({ resource }: NeededPermission): boolean =>
  resource === '*' || /:(catalog|database\/default|event-bus\/default)$/.test(resource);

/** The same on what is somebody else's. */
const others: Readonly<Record<string, (text: string) => string>> = {
  'another lab': text => text.replaceAll('daybreak', 'nightfall').replaceAll(seedBucket, 'another-seed'),
  'another account': text => text.replaceAll(stack.lab.account, '999999999999'),
  'another region': text => text.replaceAll(stack.lab.region, 'eu-central-2'),
};

describe.each(labFunctions)('%s', name => {
  test('makes no call that its role does not allow', async () => {
    const needed = neededBy(name);
    expect(needed).not.toEqual([]);
    expect(await deniedTo(await roleOf(testAws.aws, functionName(stack.lab, name)), needed)).toEqual([]);
  });

  test('would be denied a call for each action that its role lacked', async () => {
    const role = await roleOf(testAws.aws, functionName(stack.lab, name));
    const needed = neededBy(name);
    for (const [action, first] of new Map(needed.map(each => [each.action, each])))
      expect(await deniedTo(without(role, action), [first])).toEqual([shown(first)]);
  });

  test.each(Object.keys(others))("is denied every one of its calls on what is %s's", async who => {
    const role = await roleOf(testAws.aws, functionName(stack.lab, name));
    const changed = neededBy(name)
      .filter(each => !isShared(each))
      .map(each => ({ ...each, resource: others[who]?.(each.resource) ?? '', before: each.resource }))
      .filter(({ resource, before }) => resource !== before);
    expect(await deniedTo(role, changed)).toEqual(changed.map(shown));
  });
});

/** Why a function may do what none of its calls in this life needs: by function and action. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/^plan states:DescribeExecution$/, 'looks at the input of a run in progress: concurrent.slow.test.ts'],
  [/^destroy s3:DeleteObject$/, 'objects of a bucket without versions'],
  [/ logs:(CreateLogStream|PutLogEvents)$/, "Lambda writes the function's log with its role"],
  [/^smoke-test (glue|s3):/, 'Athena reads the catalog and the buckets with the role of whoever queries'],
  [/ s3:ListBucket$/, 'without it, S3 answers 403 instead of 404 for what is missing'],
  [/ s3:(AbortMultipartUpload|ListMultipartUploadParts)$/, 'copies of more than 5 GB: copy-parts.test.ts'],
  [/ (glue:BatchStopJobRun|athena:StopQueryExecution)$/, 'what a run leaves running: stop-job-runs.test.ts'],
  [
    /^(ensure-[a-z]+|destroy) (athena|glue|s3):(Get|List)/,
    'looks at what somebody changed: drift.slow.test.ts',
  ],
  [/^ensure-[a-z]+ (athena|glue|s3):(Put|Update|Delete|BatchCreate)/, 'repairs: drift.slow.test.ts'],
];

test('no function may do what none of its calls needs, but for a reason', async () => {
  const idle: string[] = [];
  for (const name of labFunctions) {
    const needed = new Set(neededBy(name).map(({ action }) => action));
    const { policies } = await roleOf(testAws.aws, functionName(stack.lab, name));
    const given = policies.flatMap(({ policy }) =>
      document.parse(policy).Statement.flatMap(({ Action }) => Action),
    );
    idle.push(...[...new Set(given)].filter(each => !needed.has(each)).map(each => `${name} ${each}`));
  }
  expect(idle.filter(each => !reasons.some(([pattern]) => pattern.test(each)))).toEqual([]);
  expect(reasons.filter(([pattern]) => !idle.some(each => pattern.test(each)))).toEqual([]);
});

test('a role that lacks one permission fails the run that needs it, so the proxy does enforce', async () => {
  const name = functionName(stack.lab, 'ensure-storage');
  proxy.instead.set(name, without(await roleOf(testAws.aws, name), 's3:CreateBucket'));
  expect(await stack.rebuild()).toMatchObject({ status: 'FAILED' });
  expect(new Set(proxy.denied)).toContain(
    `${name}: s3:CreateBucket on arn:aws:s3:::${bucketName(stack.lab, 'assets')}`,
  );
});

test("the jobs' role can be passed to Glue alone, and events can be sent only in our name", async () => {
  const ensureJob = neededBy('ensure-job').filter(({ action }) => action === 'iam:PassRole');
  expect(ensureJob).toHaveLength(1);
  const toLambda = ensureJob.map(each => ({
    ...each,
    context: { 'iam:PassedToService': 'lambda.amazonaws.com' },
  }));
  expect(await deniedTo(await roleOf(testAws.aws, 'daybreak-ensure-job'), toLambda)).toEqual(
    toLambda.map(shown),
  );

  const report = neededBy('report').filter(({ action }) => action === 'events:PutEvents');
  expect(report).toHaveLength(1);
  const asOther = report.flatMap((each): NeededPermission[] => [
    { ...each, context: { 'events:source': [sandboxReset.source] } },
    { ...each, context: { 'events:source': [rebuildFinished.source, sandboxReset.source] } },
    { ...each, context: {} },
  ]);
  expect(await deniedTo(await roleOf(testAws.aws, 'daybreak-report'), asOther)).toEqual(asOther.map(shown));
});

test('of the seed, only what lies below its prefix can be read, and nothing can be written', async () => {
  const role = await roleOf(testAws.aws, 'daybreak-copy-data');
  const on = (action: string, key: string) => ({
    action,
    resource: `arn:aws:s3:::${seedBucket}/${key}`,
    context: {},
  });
  expect(await allows(role, on('s3:GetObject', 'cities/lab.json'))).toBe(true);
  const others = [on('s3:GetObject', 'secret/lab.json'), on('s3:PutObject', 'cities/lab.json')];
  expect(await deniedTo(role, others)).toEqual(others.map(shown));
});

test("the state machine may call the lab's steps, and what starts it may start it; neither may do more", async () => {
  const { roleArn = '' } = await stack.sfn.send(
    new DescribeStateMachineCommand({ stateMachineArn: stack.stateMachineArn }),
  );
  const machine = await policiesOf(testAws.aws, roleArn);
  const { account, region } = stack.lab;
  const invoke = (name: string) => ({
    action: 'lambda:InvokeFunction',
    resource: `arn:aws:lambda:${region}:${account}:function:${name}`,
    context: {},
  });
  expect(
    await deniedTo(
      machine,
      steps.map(step => invoke(functionName(stack.lab, step))),
    ),
  ).toEqual([]);
  const forbidden = [...doors.map(door => functionName(stack.lab, door)), 'nightfall-plan', 'other'].map(
    invoke,
  );
  expect(await deniedTo(machine, forbidden)).toEqual(forbidden.map(shown));

  const { StackResources = [] } = await new CloudFormationClient(clientConfig(testAws.aws)).send(
    new DescribeStackResourcesCommand({ StackName: stackName(stack.lab) }),
  );
  const starters = StackResources.filter(
    ({ ResourceType, LogicalResourceId = '' }) =>
      ResourceType === 'AWS::IAM::Role' && /^(Schedule|ResetRule)/.test(LogicalResourceId),
  );
  expect(starters).toHaveLength(2);
  const start = (resource: string) => ({ action: 'states:StartExecution', resource, context: {} });
  for (const { PhysicalResourceId } of starters) {
    const role = await policiesOf(testAws.aws, `arn:aws:iam::${account}:role/${PhysicalResourceId}`);
    expect(await allows(role, start(stack.stateMachineArn))).toBe(true);
    expect(await allows(role, start(stack.stateMachineArn.replace('daybreak', 'nightfall')))).toBe(false);
  }
});
