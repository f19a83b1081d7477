import * as z from 'zod/mini';
import { type RunStatus, runStatusSchema } from '../../lab/api-answers.ts';
import type { Outcome } from '../../lab/outcomes.ts';
import { arnOf, awsError, call, FakeAws, now, problemOf } from './api-fake.ts';
import { failed, history, scheduled, succeeded } from './api-history.ts';
import { outcome } from './outcome.ts';

let aws: FakeAws;
beforeEach(() => {
  aws = new FakeAws();
});

const status = async (id: string): Promise<RunStatus> => {
  const answer = await call(aws, 'GET /rebuild/{id}', { id });
  expect(answer.statusCode).toBe(200);
  return z.parse(runStatusSchema, JSON.parse(answer.body));
};
const steps = ({ steps }: RunStatus) => Object.fromEntries(steps.map(({ step, state }) => [step, state]));

const planned = [
  ['ExecutionStarted', 0],
  scheduled('plan', 1),
  succeeded({ batches: [1, 2], next: 'build' }, 2),
] as const;

describe('a run that is under way', () => {
  const copied = (files: number, name: Outcome['outcome']) => ({
    step: 'CopyData',
    outcomes: [
      outcome('dataset/sor.orders', name, {
        copied: { files, bytes: 10, copiedFiles: files, copiedBytes: 10 },
      }),
    ],
  });

  test('shows which steps are done, running, and still to come', async () => {
    aws.add('r', {
      input: '{"trigger":"reset"}',
      events: history(
        ...planned,
        scheduled('copy-data', 1),
        scheduled('copy-data', 1),
        succeeded(copied(3, 'created'), 4),
        scheduled('ensure-workgroup', 1),
        succeeded({ step: 'EnsureWorkgroup', outcomes: [outcome('workgroup/lab', 'kept')] }, 7),
      ),
    });
    const run = await status('r');
    expect(run).toMatchObject({ state: 'running', action: 'rebuild', trigger: 'reset', seconds: 60 });
    expect(run).not.toHaveProperty('failure');
    expect(steps(run)).toEqual({
      Plan: 'done',
      EnsureStorage: 'pending',
      CopyData: 'running',
      EnsureCatalog: 'pending',
      EnsureWorkgroup: 'done',
      EnsureRole: 'pending',
      EnsureJob: 'pending',
      SmokeTest: 'pending',
      Report: 'pending',
    });
    expect(run.steps).toContainEqual({
      step: 'CopyData',
      state: 'running',
      startedAt: '2026-11-23T08:59:56.000Z',
      seconds: 4,
      batches: { done: 1, of: 2 },
    });
    expect(run.outcomes).toEqual({
      counts: { kept: 1 },
      exceptions: [outcome('workgroup/lab', 'kept')],
      more: 0,
    });
  });

  test('counts a dataset once, however many batches it has', async () => {
    aws.add('r', {
      events: history(
        ...planned,
        scheduled('copy-data', 1),
        scheduled('copy-data', 1),
        succeeded(copied(3, 'created'), 4),
        succeeded(copied(2, 'created'), 5),
      ),
    });
    expect((await status('r')).outcomes).toEqual({ counts: { created: 1 }, exceptions: [], more: 0 });
  });

  test('has jobs still to come only if there are any to run', async () => {
    const jobs = (names: readonly string[]) =>
      history(['ExecutionStarted', 0], scheduled('plan', 1), succeeded({ batches: [1], jobs: names }, 2));
    aws.add('with', { events: jobs(['orders']) });
    aws.add('without', { events: jobs([]) });
    const names = Object.keys(steps(await status('with')));
    expect(names.slice(-4)).toEqual(['EnsureJob', 'RunJobs', 'SmokeTest', 'Report']);
    expect(Object.keys(steps(await status('without')))).not.toContain('RunJobs');
  });

  test('names the first step that failed, while the others continue', async () => {
    const cause = JSON.stringify({ errorType: 'BucketNotReady', errorMessage: 'busy', trace: ['at x'] });
    aws.add('r', {
      events: history(
        ...planned,
        ['TaskStateEntered', 3, { stateEnteredEventDetails: { name: 'EnsureStorage' } }],
        scheduled('ensure-storage', 4),
        failed('BucketNotReady', cause, 5),
        ['TaskStateExited', 6, { stateExitedEventDetails: { name: 'EnsureStorage' } }],
        scheduled('smoke-test', 7),
        failed('Late', 'a second cause', 8),
        ['TaskStateExited', 9, { stateExitedEventDetails: { name: 'SmokeTest' } }],
        scheduled('report', 10),
      ),
    });
    const run = await status('r');
    expect(run.failure).toEqual({ step: 'EnsureStorage', error: 'BucketNotReady', cause: 'busy' });
    expect(steps(run)).toMatchObject({ EnsureStorage: 'failed', Report: 'running' });
  });
});

describe('a run that has ended', () => {
  test('limits the exceptions that it shows', async () => {
    const details = Array.from({ length: 300 }, (_, i) => outcome(`table/t.${i}`, 'updated'));
    aws.add('r', {
      status: 'SUCCEEDED',
      stopDate: now,
      input: '{"action":"plan"}',
      output: JSON.stringify({ result: 'succeeded', details }),
      events: history(...planned, ['ExecutionSucceeded', 3]),
    });
    const run = await status('r');
    expect(run).toMatchObject({
      state: 'succeeded',
      action: 'plan',
      endedAt: now.toISOString(),
      outcomes: { counts: { updated: 300 }, more: 200 },
    });
    expect(run.outcomes.exceptions).toHaveLength(100);
    expect(steps(run)).toMatchObject({ Plan: 'done', Report: 'not run' });
  });

  test('that failed shows the first cause from its report', async () => {
    aws.add('r', {
      status: 'FAILED',
      stopDate: now,
      error: 'InvalidInput',
      cause: 'Plan: the input, at datasets: none such',
      events: history(...planned, ['ExecutionFailed', 3]),
    });
    expect(await status('r')).toMatchObject({
      state: 'failed',
      failure: { error: 'InvalidInput', cause: 'Plan: the input, at datasets: none such' },
    });
  });

  test('in the middle of a step does not show the step as done', async () => {
    aws.add('r', {
      status: 'ABORTED',
      stopDate: now,
      events: history(...planned, scheduled('ensure-storage', 3), ['ExecutionAborted', 4]),
    });
    const run = await status('r');
    expect(run).toMatchObject({
      state: 'aborted',
      failure: { cause: 'Somebody stopped the run. Start it again: it goes on from where it was' },
    });
    expect(steps(run)).toMatchObject({ EnsureStorage: 'stopped', SmokeTest: 'not run' });
  });

  test('at its time limit says so', async () => {
    aws.add('r', { status: 'TIMED_OUT', stopDate: now });
    expect(await status('r')).toMatchObject({ state: 'timed out', failure: { error: 'States.Timeout' } });
  });

  test('because another one does the work links to that one', async () => {
    aws.add('r', {
      status: 'SUCCEEDED',
      stopDate: now,
      output: JSON.stringify({ result: 'skipped', running: arnOf('first') }),
      events: history(...planned, ['ExecutionSucceeded', 3]),
    });
    expect(await status('r')).toMatchObject({
      state: 'skipped',
      instead: { run: 'first', links: { status: 'https://api.example/rebuild/first' } },
    });
  });

  test('after destroying the lab has the steps of a destroy', async () => {
    aws.add('r', { status: 'SUCCEEDED', input: '{"action":"destroy","confirm":"lab"}' });
    expect(Object.keys(steps(await status('r')))).toEqual(['Plan', 'Destroy', 'Report']);
  });
});

test('an endless history is read up to a limit, and the answer says so', async () => {
  const events = Array.from({ length: 12_000 }, (_, at) => ({
    id: at + 1,
    type: 'TaskStateEntered' as const,
    timestamp: now,
  }));
  aws.add('r', { events });
  expect(await status('r')).toMatchObject({ truncated: true });
  expect(aws.calls.filter(name => name === 'GetExecutionHistory')).toHaveLength(10);
});

test('a run with an unreadable input is still shown', async () => {
  aws.add('r', { input: '[nonsense', status: 'FAILED', error: 'InvalidInput', cause: 'no' });
  expect(await status('r')).toMatchObject({ action: 'rebuild', trigger: 'console' });
});

test('an unknown run is 404', async () => {
  const answer = await call(aws, 'GET /rebuild/{id}', { id: 'nobody' });
  expect(answer.statusCode).toBe(404);
  expect(problemOf(answer).type).toBe('urn:daybreak:problem:no-such-run');
});

test.each([
  ['ThrottlingException', 400, 429],
  ['ServiceUnavailable', 503, 503],
])('%s is passed on', async (name, from, to) => {
  aws.add('r');
  aws.failing.set('GetExecutionHistory', awsError(name, from));
  expect(await call(aws, 'GET /rebuild/{id}', { id: 'r' })).toMatchObject({ statusCode: to });
});
