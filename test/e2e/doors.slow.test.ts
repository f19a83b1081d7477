import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  UpdateStackCommand,
  waitUntilStackDeleteComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  type ExecutionListItem,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { rebuildFinished, sandboxReset } from '../../lab/events.ts';
import { bucketName, stackName, topicName } from '../../lab/names.ts';
import { parseJson } from '../../lab/parse.ts';
import { type Report, reportSchema } from '../../lab/report.ts';
import { clientConfig } from '../../local-aws/index.ts';
import { readAsset } from '../../reconcile/assets.ts';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';
import { LabStack } from './lab-stack.ts';
import { type Listener, listenTo } from './listener.ts';

let testAws: TestAws;
let stack: LabStack;
let cloudFormation: CloudFormationClient;
let events: EventBridgeClient;
let sns: SNSClient;
const listeners: Listener[] = [];

beforeAll(async () => {
  testAws = await startTestAws();
  const config = clientConfig(testAws.aws);
  stack = new LabStack(testAws, 'daybreak');
  cloudFormation = new CloudFormationClient(config);
  events = new EventBridgeClient(config);
  sns = new SNSClient(config);
});

afterEach(async () => {
  for (const listener of listeners.splice(0)) await listener.stop();
  // A run that is still going would see the next test's account.
  for (const { executionArn = '' } of await runs()) await stack.end(executionArn);
  await testAws.reset();
});

afterAll(() => testAws?.stop());

const StackName = stackName({ name: 'daybreak' });
const wait = { maxWaitTime: 240, minDelay: 1, maxDelay: 1 };

const runs = async (): Promise<readonly ExecutionListItem[]> => {
  try {
    const { stateMachineArn } = stack;
    return (await stack.sfn.send(new ListExecutionsCommand({ stateMachineArn }))).executions ?? [];
  } catch (error) {
    // A test may have deleted it.
    if (error instanceof Error && error.name === 'StateMachineDoesNotExist') return [];
    throw error;
  }
};

/** Polls until there is a result. */
const eventually = async <Answer>(ask: () => Promise<Answer | undefined>): Promise<Answer> => {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await sleep(100);
  }
};

/** The runs, once there are this many. */
const runsWhenThereAre = (count: number) =>
  eventually(async () => {
    const all = await runs();
    return all.length >= count ? all : undefined;
  });

/** The only run, once it has ended; a second one would have started by then. */
const theOneRun = async () => {
  const [first] = await runsWhenThereAre(1);
  const ended = await stack.end(first?.executionArn ?? '');
  expect(await runs()).toHaveLength(1);
  return ended;
};

const triggerOf = async (executionArn: string): Promise<unknown> =>
  JSON.parse((await stack.sfn.send(new DescribeExecutionCommand({ executionArn }))).input ?? '{}').trigger;

const update = async (parameters: Readonly<Record<string, string>>): Promise<void> => {
  const kept = ['LabName', 'ScheduleExpression', 'RebuildOnCreate', 'NotifyEmail', 'MaxSeedGiB'];
  await cloudFormation.send(
    new UpdateStackCommand({
      StackName,
      UsePreviousTemplate: true,
      Capabilities: ['CAPABILITY_IAM'],
      Parameters: kept.map(ParameterKey => {
        const ParameterValue = parameters[ParameterKey];
        return ParameterValue === undefined
          ? { ParameterKey, UsePreviousValue: true }
          : { ParameterKey, ParameterValue };
      }),
    }),
  );
  await waitUntilStackUpdateComplete({ client: cloudFormation, ...wait }, { StackName });
};

const deleteStack = async (): Promise<void> => {
  await cloudFormation.send(new DeleteStackCommand({ StackName }));
  await waitUntilStackDeleteComplete({ client: cloudFormation, ...wait }, { StackName });
};

const hear = async (name: string): Promise<Listener> => {
  const listener = await listenTo(sns, name);
  listeners.push(listener);
  return listener;
};

/** Receives Daybreak's events on the bus. */
const hearFinished = async (): Promise<Listener> => {
  const { source, detailType } = rebuildFinished;
  const EventPattern = JSON.stringify({ source: [source], 'detail-type': [detailType] });
  await events.send(new PutRuleCommand({ Name: 'finished', EventPattern }));
  const { account, region } = stack.lab;
  const Arn = `arn:aws:sns:${region}:${account}:finished`;
  await events.send(new PutTargetsCommand({ Rule: 'finished', Targets: [{ Id: 'topic', Arn }] }));
  return hear('finished');
};

/** The first steps of a run that have ended; the run continues for a second after that. */
const firstOutcomes = async (executionArn: string): Promise<true | undefined> => {
  const { events: history = [] } = await stack.sfn.send(new GetExecutionHistoryCommand({ executionArn }));
  return history.filter(({ type }) => type === 'LambdaFunctionSucceeded').length >= 2 ? true : undefined;
};

const labStands = async (): Promise<Report> => {
  const report = await stack.lastReport();
  expect(report).toMatchObject({ result: 'succeeded', failures: [] });
  expect(report.proofs.length).toBeGreaterThan(8);
  return report;
};

describe('the first run', () => {
  test('starts with the stack, which does not wait for it, and builds the lab', async () => {
    const outputs = await stack.deploy({ RebuildOnCreate: 'true' });
    const [run] = await runs();
    expect(run?.status).toBe('RUNNING');
    expect(outputs.FirstRun).toMatch(/console\.aws\.amazon\.com\/states\/home.*\/executions\/details\/arn:/);
    expect(outputs.FirstRun?.endsWith(run?.executionArn ?? '?')).toBe(true);
    expect(await theOneRun()).toMatchObject({ status: 'SUCCEEDED' });
    expect((await labStands()).trigger).toBe('stack');
  });

  test('may fail: the stack is created all the same', async () => {
    await stack.deploy({ RebuildOnCreate: 'true', SeedUri: 's3://no-such-seed/olist/' });
    expect(await theOneRun()).toMatchObject({ status: 'FAILED' });
  });

  test('does not start if it is turned off; an update that turns it on starts one, and so does every later change', async () => {
    const outputs = await stack.deploy({ ScheduleExpression: 'rate(1 hour)' });
    expect(outputs.FirstRun).toBe('');
    expect(await runs()).toEqual([]);
    await update({ RebuildOnCreate: 'true' });
    await theOneRun();
    await update({ MaxSeedGiB: '20' });
    const all = await runsWhenThereAre(2);
    for (const { executionArn = '' } of all) await stack.end(executionArn);
    expect(await Promise.all(all.map(({ executionArn = '' }) => triggerOf(executionArn)))).toEqual([
      'stack',
      'stack',
    ]);
  });

  test('does not hold up deleting the stack, and the lab stays', async () => {
    await stack.deploy({ RebuildOnCreate: 'true' });
    await theOneRun();
    await deleteStack();
    await stack.s3.send(new HeadBucketCommand({ Bucket: bucketName(stack.lab, 'sor') }));
    await labStands();
  });
});

test('an event that the sandbox was reset starts one run, which reports its end to the bus and to people', async () => {
  await stack.deploy({ NotifyEmail: 'someone@example.com' });
  const [bus, people] = [await hearFinished(), await hear(topicName(stack.lab))];
  const { source, detailType } = sandboxReset;
  await events.send(
    new PutEventsCommand({ Entries: [{ Source: source, DetailType: detailType, Detail: '{}' }] }),
  );
  expect(await theOneRun()).toMatchObject({ status: 'SUCCEEDED' });
  expect((await labStands()).trigger).toBe('reset');
  const finished = await eventually(async () => bus.heard[0]);
  expect(JSON.parse(finished.Message).detail).toEqual({
    lab: 'daybreak',
    account: stack.lab.account,
    region: stack.lab.region,
    run: expect.any(String),
    outcome: 'succeeded',
    trigger: 'reset',
    report: expect.stringMatching(/^s3:\/\/daybreak-assets-.*\/report\.json$/),
  });
  const message = await eventually(async () => people.heard[0]);
  expect(message.Subject).toBe('Daybreak: lab daybreak is ready');
  expect(message.Message).toContain('proofs passed.');

  // Nothing new sends no mail. A failure does.
  await stack.rebuild();
  expect(people.heard).toHaveLength(1);
  await stack.rebuild({ datasets: ['nothing'] });
  await eventually(async () => people.heard[1]);
  expect(people.heard[1]?.Subject).toBe('Daybreak: lab daybreak could not be rebuilt');
  expect(people.heard[1]?.Message).toContain("the definition has no dataset 'nothing'");
  await stack.rebuild();
  await eventually(async () => people.heard[2]);
  expect(people.heard[2]?.Subject).toBe('Daybreak: lab daybreak is ready');
  expect(people.heard).toHaveLength(3);
  expect(bus.heard.map(({ Message }) => JSON.parse(Message).detail.outcome)).toEqual([
    'succeeded',
    'succeeded',
    'failed',
    'succeeded',
  ]);
});

test('the endpoint refuses unsigned requests', async () => {
  const { ApiUrl = '' } = await stack.deploy();
  const { host, port } = new URL(ApiUrl);
  for (const [method, path] of [
    ['POST', '/rebuild'],
    ['GET', '/rebuild/any'],
    ['GET', '/lab'],
    ['GET', '/anything'],
  ])
    expect(
      await new Promise(resolve =>
        request({ host: '127.0.0.1', port, method, path, headers: { host } }, answer => {
          answer.resume();
          resolve(answer.statusCode);
        }).end(),
      ),
    ).toBe(403);
  expect(await runs()).toEqual([]);
});

test('each update makes a new schedule, whose first start is an interval away', async () => {
  const starts = async () => {
    const { StackResources = [] } = await cloudFormation.send(
      new DescribeStackResourcesCommand({ StackName }),
    );
    return StackResources.filter(({ ResourceType }) => ResourceType === 'AWS::Scheduler::Schedule').map(
      ({ PhysicalResourceId = '' }) => {
        const [, day, time = ''] = /^daybreak-rebuild-(.{10})T(\d{6})Z$/.exec(PhysicalResourceId) ?? [];
        const start = Date.parse(`${day}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`);
        return Math.round(Math.abs(start - Date.now()) / 60_000);
      },
    );
  };
  await stack.deploy({ ScheduleExpression: 'rate(1 hour)' });
  expect(await starts()).toEqual([60]);
  await update({ ScheduleExpression: 'rate(2 days)' });
  expect(await starts()).toEqual([2880]);
  await update({ ScheduleExpression: 'cron(0 7 * * ? *)' });
  expect(await starts()).toEqual([0]);
  await update({ ScheduleExpression: '' });
  expect(await starts()).toEqual([]);
  expect(await runs()).toEqual([]);
});

test('the schedule heals a lab from which everything but the stack was removed', async () => {
  await stack.deploy({ ScheduleExpression: 'rate(1 minute)', MaxDollarsPerDay: '100' });
  await stack.rebuild();
  expect(await stack.rebuild({ action: 'destroy', confirm: 'daybreak' })).toMatchObject({
    status: 'SUCCEEDED',
  });
  await expect(stack.lastReport()).rejects.toThrow();
  const scheduled = await eventually(async () => {
    for (const { executionArn = '' } of await runs())
      if ((await triggerOf(executionArn)) === 'schedule') return executionArn;
    return undefined;
  });
  expect(await stack.end(scheduled)).toMatchObject({ status: 'SUCCEEDED' });
  const report = await labStands();
  expect(report.trigger).toBe('schedule');
  expect(new Set(report.outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['created']));
});

test('a run that was stopped still gets a report, with what it had done and why it ended', async () => {
  await stack.deploy({ NotifyEmail: 'someone@example.com' });
  await stack.rebuild();
  const [bus, people] = [await hearFinished(), await hear(topicName(stack.lab))];
  const { stateMachineArn } = stack;
  const { executionArn = '' } = await stack.sfn.send(new StartExecutionCommand({ stateMachineArn }));
  await eventually(() => firstOutcomes(executionArn));
  await stack.sfn.send(
    new StopExecutionCommand({ executionArn, error: 'ByHand', cause: 'the lesson is over' }),
  );
  const name = executionArn.split(':').at(-1) ?? '';
  const asset = await eventually(() => readAsset(stack.s3, stack.lab, `runs/${name}/report.json`));
  const report = parseJson(reportSchema, asset.text, 'the report', Error);
  expect(report).toMatchObject({
    result: 'failed',
    execution: { name, arn: executionArn },
    failures: [{ step: 'Execution', error: 'ByHand', cause: 'the lesson is over' }],
    definition: { seed: 'built-in sample' },
  });
  expect(report.steps.map(({ step }) => step)).toContain('EnsureStorage');
  expect(await stack.lastReport()).toEqual(report);
  const finished = await eventually(async () => bus.heard[0]);
  expect(JSON.parse(finished.Message).detail).toMatchObject({ run: name, outcome: 'failed' });
  await eventually(async () => people.heard[0]);
  expect(people.heard[0]?.Message).toContain('the lesson is over');
});

test('with a role of the account instead of ours, the stack can be made again after it was deleted, and builds the lab', async () => {
  const logs = async (): Promise<readonly string[]> => {
    const { StackResources = [] } = await cloudFormation.send(
      new DescribeStackResourcesCommand({ StackName }),
    );
    return StackResources.filter(({ ResourceType }) => ResourceType === 'AWS::Logs::LogGroup').map(
      ({ PhysicalResourceId = '' }) => PhysicalResourceId,
    );
  };
  await stack.deploy({ ExistingRole: 'LabRole' });
  const before = await logs();
  expect(before.length).toBeGreaterThan(0);
  await deleteStack();
  await stack.deploy({ ExistingRole: 'LabRole' });
  expect((await logs()).filter(name => before.includes(name))).toEqual([]);
  expect(await stack.rebuild()).toMatchObject({ status: 'SUCCEEDED' });
  expect((await labStands()).outcomes.map(({ kind }) => kind)).not.toContain('role');
});

test('after everything was wiped, launching the template again is enough', async () => {
  await stack.deploy({ RebuildOnCreate: 'true' });
  await theOneRun();
  await testAws.reset();
  await stack.deploy({ RebuildOnCreate: 'true' });
  expect(await theOneRun()).toMatchObject({ status: 'SUCCEEDED' });
  const report = await labStands();
  expect(new Set(report.outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['created']));
});
