import { createServer } from 'node:http';
import { SFNClient } from '@aws-sdk/client-sfn';
import { answerCloudFormation, type StackChange } from '../../functions/first-run/answer.ts';
import { startFirstRun } from '../../functions/first-run/first-run.ts';
import { scheduleName, scheduleStart } from '../../functions/first-run/schedule-start.ts';
import { labNameMaxLength, stateMachineName } from '../../lab/names.ts';

const stateMachineArn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:daybreak-rebuild';

/** A client that answers each StartExecution with the next of these errors, and then succeeds. */
const stubbed = (...errors: readonly string[]): { sfn: SFNClient; started: unknown[] } => {
  const started: unknown[] = [];
  const left = [...errors];
  const sfn = new SFNClient({ region: 'eu-west-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } });
  sfn.middlewareStack.add(
    () => async args => {
      const name = left.shift();
      if (name !== undefined) throw Object.assign(new Error('no'), { name });
      started.push(args.input);
      return { response: {}, output: { $metadata: {} } };
    },
    { step: 'initialize', priority: 'high' },
  );
  return { sfn, started };
};

const change = (
  RequestType: StackChange['RequestType'],
  Wanted: 'true' | 'false' = 'true',
): Pick<StackChange, 'RequestType' | 'RequestId' | 'ResourceProperties'> => ({
  RequestType,
  RequestId: 'f00d',
  ResourceProperties: { Wanted, Parameters: { ScheduleExpression: 'rate(1 hour)' } },
});

test.each(['Create', 'Update'] as const)('%s starts a run with the name of the request', async type => {
  const { sfn, started } = stubbed();
  const Run = 'arn:aws:states:eu-west-1:123456789012:execution:daybreak-rebuild:stack-f00d';
  expect(await startFirstRun(sfn, stateMachineArn, change(type))).toEqual({
    Run,
    Link: `https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/${Run}`,
    Note: '',
  });
  expect(started).toEqual([{ stateMachineArn, name: 'stack-f00d', input: '{"trigger":"stack"}' }]);
});

test('a request that is delivered twice is one run', async () => {
  const { sfn } = stubbed('ExecutionAlreadyExists');
  expect(await startFirstRun(sfn, stateMachineArn, change('Create'))).toMatchObject({ Note: '' });
});

test.each([
  ['denied', ['AccessDeniedException']],
  ['impossible', ['StateMachineDoesNotExist']],
])('a start that is %s gives a note, and does not fail the stack', async (_what, errors) => {
  const { sfn, started } = stubbed(...errors);
  expect(await startFirstRun(sfn, stateMachineArn, change('Create'))).toEqual({
    Run: '',
    Link: '',
    Note: `${errors[0]}: no`,
  });
  expect(started).toEqual([]);
});

test.each([
  ['a deletion', change('Delete')],
  ['RebuildOnCreate=false', change('Create', 'false')],
])('%s starts nothing', async (_what, request) => {
  const { sfn, started } = stubbed();
  expect(await startFirstRun(sfn, stateMachineArn, request)).toMatchObject({ Run: '', Link: '' });
  expect(started).toEqual([]);
});

describe('the schedule', () => {
  const now = new Date('2026-11-26T23:59:30.999Z');

  test.each([
    ['rate(1 minute)', '2026-11-27T00:00:30Z'],
    ['rate(1 hour)', '2026-11-27T00:59:30Z'],
    ['rate(12 hours)', '2026-11-27T11:59:30Z'],
    ['rate(7 days)', '2026-12-03T23:59:30Z'],
  ])('%s does not start beside the stack, but one interval later', (expression, start) => {
    expect(scheduleStart(expression, now)).toBe(start);
  });

  test.each(['cron(0 7 ? * MON-FRI *)', ''])('%s waits for nothing else', expression => {
    expect(scheduleStart(expression, now)).toBe('2026-11-26T23:59:30Z');
  });

  test('has another name for each start, which EventBridge Scheduler accepts', () => {
    const longest = stateMachineName({ name: 'a'.repeat(labNameMaxLength) });
    const names = ['rate(1 hour)', 'rate(2 hours)'].map(expression =>
      scheduleName(longest, scheduleStart(expression, now)),
    );
    expect(new Set(names).size).toBe(2);
    // https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
    for (const name of names) expect(name).toMatch(/^[0-9a-zA-Z-_.]{1,64}$/);
  });
});

test('CloudFormation gets SUCCESS in one PUT without a content type, which its signature leaves out', async () => {
  const got: { method: string | undefined; type: string | undefined; body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      got.push({ method: request.method, type: request.headers['content-type'], body });
      response.end();
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const ResponseURL = `http://127.0.0.1:${port}/answer`;
  const whole = { ...change('Create'), ResponseURL, StackId: 'stack', LogicalResourceId: 'Run' };
  await answerCloudFormation(whole, { Run: '', Link: '', Note: 'denied' });
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
  expect(got).toHaveLength(1);
  expect(got[0]).toMatchObject({ method: 'PUT', type: '' });
  expect(JSON.parse(got[0]?.body ?? '')).toEqual({
    Status: 'SUCCESS',
    StackId: 'stack',
    RequestId: 'f00d',
    LogicalResourceId: 'Run',
    PhysicalResourceId: 'first-run',
    Data: { Run: '', Link: '', Note: 'denied' },
  });
});
