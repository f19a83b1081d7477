import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudFormationClient,
  CreateStackCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { clientConfig } from '../../local-aws/index.ts';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';

/* The local AWS writes the same execution history as AWS, in everything that is read. */

const minutes = 3 * 60_000;
const functionName = 'echo';
const code = `exports.handler = async input => { if (input.fail) throw new Error('no'); return input; };`;
const template = {
  Resources: {
    Echo: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: functionName,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: 'arn:aws:iam::123456789012:role/any',
        Code: { ZipFile: code },
      },
    },
  },
};

const definitionWith = (Resource: string) => {
  const call = (more: object) => ({ Type: 'Task', Resource, ...more });
  const alone = (name: string, state: object, more: object = {}) => ({
    StartAt: name,
    States: { [name]: state, ...more },
  });
  const item = { ItemsPath: '$.items', ItemProcessor: alone('Item', call({ End: true })) };
  const caught = call({
    Parameters: { fail: true },
    Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 1 }],
    Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
  });
  const branches = [
    alone('Works', call({ End: true })),
    alone('Fails', caught, { Caught: { Type: 'Pass', End: true } }),
    alone('Items', { Type: 'Map', ...item, End: true }),
  ];
  return {
    StartAt: 'First',
    States: {
      First: call({ Next: 'Both' }),
      Both: { Type: 'Parallel', Branches: branches, End: true },
    },
  };
};

let local: TestAws;
let sfn: SFNClient;
let events: readonly HistoryEvent[];

beforeAll(async () => {
  local = await startTestAws();
  const config = clientConfig(local.aws);
  const cloudFormation = new CloudFormationClient(config);
  sfn = new SFNClient(config);
  const StackName = 'functions';
  await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify(template) }));
  await waitUntilStackCreateComplete({ client: cloudFormation, maxWaitTime: 60, minDelay: 1 }, { StackName });
  cloudFormation.destroy();
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({
      name: 'all',
      roleArn: 'arn:aws:iam::123456789012:role/any',
      definition: JSON.stringify(
        definitionWith(`arn:aws:lambda:${local.aws.region}:${local.aws.account}:function:${functionName}`),
      ),
    }),
  );
  const input = JSON.stringify({ items: [{ at: 1 }, { at: 2 }] });
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
  const statusOf = async () =>
    (await sfn.send(new DescribeExecutionCommand({ executionArn }))).status ?? 'RUNNING';
  while ((await statusOf()) === 'RUNNING') await sleep(50);
  events = (await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }))).events ?? [];
}, minutes);

afterAll(async () => {
  sfn.destroy();
  await local.stop();
});

const nameOf = ({ stateEnteredEventDetails, stateExitedEventDetails }: HistoryEvent): string | undefined =>
  (stateEnteredEventDetails ?? stateExitedEventDetails)?.name;

/** The types of the events that lead to one, starting at the entry into its state or into the state of this name. */
const wayTo = (event: HistoryEvent | undefined, from = event && nameOf(event)): readonly string[] => {
  if (event === undefined) return [];
  const isStart = event.stateEnteredEventDetails?.name === from;
  const before = isStart
    ? []
    : wayTo(
        events.find(({ id }) => id === event.previousEventId),
        from,
      );
  return [...before, event.type ?? ''];
};

const exitsOf = (name: string): readonly HistoryEvent[] =>
  events.filter(({ stateExitedEventDetails }) => stateExitedEventDetails?.name === name);

const call = ['LambdaFunctionScheduled', 'LambdaFunctionStarted'];
const succeeds = ['TaskStateEntered', ...call, 'LambdaFunctionSucceeded', 'TaskStateExited'];

test.each([
  ['First', 1],
  ['Works', 1],
  ['Item', 2],
])('the history has the function that the state %s calls', (name, times) => {
  const exits = exitsOf(name);
  expect(exits.map(event => wayTo(event))).toEqual(Array.from({ length: times }, () => succeeds));
});

test('a call that fails, is retried and is caught is a chain of events', () => {
  const fails = [...call, 'LambdaFunctionFailed'];
  expect(exitsOf('Fails').map(event => wayTo(event))).toEqual([
    ['TaskStateEntered', ...fails, ...fails, 'TaskStateExited'],
  ]);
  expect(
    exitsOf('Caught')
      .map(event => wayTo(event, 'Fails'))
      .at(0)
      ?.slice(-3),
  ).toEqual(['TaskStateExited', 'PassStateEntered', 'PassStateExited']);
});

test('branches and iterations follow the start of their Parallel or Map', () => {
  const entered = (name: string) =>
    events.filter(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name === name);
  expect(entered('Item').map(event => wayTo(event, 'Both'))).toEqual(
    Array.from({ length: 2 }, () => ['ParallelStateEntered', 'MapStateEntered', 'TaskStateEntered']),
  );
  expect(exitsOf('Both')).toHaveLength(1);
});

test('an event of a call has the function, its answer or its error', () => {
  const scheduled = events.find(({ type }) => type === 'LambdaFunctionScheduled');
  expect(scheduled?.lambdaFunctionScheduledEventDetails?.resource).toMatch(/:function:echo$/);
  const answers = events.flatMap(event => event.lambdaFunctionSucceededEventDetails?.output ?? []);
  expect(answers).toEqual(expect.arrayContaining(['{"at": 1}', '{"at": 2}']));
  const failures = events.flatMap(event => event.lambdaFunctionFailedEventDetails ?? []);
  expect(failures.map(({ cause }) => cause)).toEqual([
    expect.stringContaining('"no"'),
    expect.stringContaining('"no"'),
  ]);
});

test('events are numbered from 1 on, each once', () => {
  expect(events.map(({ id }) => id)).toEqual(events.map((_, at) => at + 1));
});
