import type { HistoryEvent, HistoryEventType } from '@aws-sdk/client-sfn';
import type { RunEvent } from '../../lab/history/events.ts';
import { historyReader } from '../../lab/history/read-history.ts';
import { stepTracker } from '../../lab/history/step-of.ts';

const lab = { name: 'lab' };
const arnOf = (step: string) => `arn:aws:lambda:us-east-1:123456789012:function:lab-${step}`;

type Details = Omit<HistoryEvent, 'id' | 'type' | 'timestamp' | 'previousEventId'>;

/** A history that grows by one event per second, with event ids as on AWS. */
const recording = () => {
  const events: HistoryEvent[] = [];
  const add = (type: HistoryEventType, previousEventId: number, details: Details = {}): number => {
    const id = events.length + 1;
    events.push({
      id,
      type,
      previousEventId,
      timestamp: new Date(Date.UTC(2026, 0, 1) + id * 1000),
      ...details,
    });
    return id;
  };
  const entered = (type: HistoryEventType, name: string, after: number) =>
    add(type, after, { stateEnteredEventDetails: { name } });
  const exited = (type: HistoryEventType, name: string, after: number) =>
    add(type, after, { stateExitedEventDetails: { name } });
  const scheduled = (step: string, after: number) =>
    add('LambdaFunctionScheduled', after, { lambdaFunctionScheduledEventDetails: { resource: arnOf(step) } });
  const succeeded = (output: object, after: number) =>
    add('LambdaFunctionSucceeded', add('LambdaFunctionStarted', after), {
      lambdaFunctionSucceededEventDetails: { output: JSON.stringify(output) },
    });
  const failed = (error: string, cause: string, after: number) =>
    add('LambdaFunctionFailed', add('LambdaFunctionStarted', after), {
      lambdaFunctionFailedEventDetails: { error, cause },
    });
  return { events, add, entered, exited, scheduled, succeeded, failed };
};

const read = (events: readonly HistoryEvent[]): readonly RunEvent[] => {
  const step = historyReader(stepTracker(lab));
  return events.flatMap(step);
};

/** Events in a few words, for comparing. */
const words = (event: RunEvent): string => {
  if (event.type === 'run ended')
    return `run ${event.status}${event.failure === undefined ? '' : `: ${event.failure.error}`}`;
  if (event.type === 'step started') return `${event.step} starts`;
  if (event.type === 'step progressed') return `${event.step} ${event.done}/${event.of}`;
  if (event.type === 'step retried') return `${event.step} again after ${event.error}: ${event.cause}`;
  const failed = event.failure === undefined ? '' : ` failed: ${event.failure.cause}`;
  return `${event.step} ends${failed}, ${event.outcomes.length} outcomes`;
};

const told = (events: readonly RunEvent[]): readonly string[] => events.map(words);

const result = (step: string, ...resources: readonly string[]) => ({
  step,
  outcomes: resources.map(resource => ({ resource, outcome: 'created' })),
});

describe('what a run does, read from its history', () => {
  test('branches and batches that run in parallel are kept apart', () => {
    const h = recording();
    const begin = h.add('ExecutionStarted', 0);
    const plan = h.scheduled('plan', h.entered('TaskStateEntered', 'Plan', begin));
    const planned = h.succeeded({ batches: [{}, {}], plan: result('Plan') }, plan);
    const parallel = h.entered(
      'ParallelStateEntered',
      'BuildLab',
      h.exited('TaskStateExited', 'Plan', planned),
    );
    const map = h.add('MapStateStarted', h.entered('MapStateEntered', 'CopyData', parallel), {
      mapStateStartedEventDetails: { length: 2 },
    });
    const workgroup = h.entered('TaskStateEntered', 'EnsureWorkgroup', parallel);
    const first = h.entered('TaskStateEntered', 'CopyBatch', h.add('MapIterationStarted', map));
    const callFirst = h.scheduled('copy-data', first);
    const callWorkgroup = h.scheduled('ensure-workgroup', workgroup);
    const second = h.entered('TaskStateEntered', 'CopyBatch', h.add('MapIterationStarted', map));
    const callSecond = h.scheduled('copy-data', second);
    const doneSecond = h.succeeded(result('CopyData', 'dataset/sor.b'), callSecond);
    h.exited('TaskStateExited', 'CopyBatch', doneSecond);
    h.exited(
      'TaskStateExited',
      'EnsureWorkgroup',
      h.succeeded(result('EnsureWorkgroup', 'workgroup/lab'), callWorkgroup),
    );
    const doneFirst = h.succeeded(result('CopyData', 'dataset/sor.a'), callFirst);
    h.exited('MapStateExited', 'CopyData', h.exited('TaskStateExited', 'CopyBatch', doneFirst));
    h.exited('ParallelStateExited', 'BuildLab', doneFirst);
    h.add('ExecutionSucceeded', 0, { executionSucceededEventDetails: { output: '{}' } });

    expect(told(read(h.events))).toEqual([
      'Plan starts',
      'Plan ends, 0 outcomes',
      'CopyData starts',
      'EnsureWorkgroup starts',
      'CopyData 1/2',
      'EnsureWorkgroup ends, 1 outcomes',
      'CopyData ends, 2 outcomes',
      'run succeeded',
    ]);
  });

  test('jobs that run one after the other are one step, even if the first fails or takes long', () => {
    const h = recording();
    const plan = h.scheduled('plan', h.entered('TaskStateEntered', 'Plan', h.add('ExecutionStarted', 0)));
    const planned = h.succeeded({ batches: [], jobs: ['a', 'b', 'c'] }, plan);
    const map = h.entered('MapStateEntered', 'RunJobs', planned);
    const begin = () => h.entered('TaskStateEntered', 'RunJob', h.add('MapIterationStarted', map));
    const failed = h.failed('JobFailed', '{"errorMessage":"no"}', h.scheduled('run-jobs', begin()));
    h.entered('PassStateEntered', 'RunJobFailed', h.exited('TaskStateExited', 'RunJob', failed));
    const call = h.scheduled('run-jobs', begin());
    const slow = h.failed('JobStillRunning', '{"errorMessage":"b is still running"}', call);
    const jobRun = (job: string) => ({ step: 'RunJobs', outcomes: [], jobRun: { job, notes: [] } });
    const second = h.succeeded(jobRun('b'), h.scheduled('run-jobs', slow));
    h.exited('TaskStateExited', 'RunJob', second);
    const third = h.succeeded(jobRun('c'), h.scheduled('run-jobs', begin()));
    h.exited('MapStateExited', 'RunJobs', h.exited('TaskStateExited', 'RunJob', third));

    const events = read(h.events);
    expect(told(events).slice(2)).toEqual([
      'RunJobs starts',
      'RunJobs 1/3',
      'RunJobs again after JobStillRunning: b is still running',
      'RunJobs 2/3',
      'RunJobs ends failed: no, 0 outcomes',
    ]);
    expect(events.at(-1)).toMatchObject({ jobRuns: [{ job: 'b' }, { job: 'c' }] });
  });

  test('a step that is retried says why, and can succeed', () => {
    const h = recording();
    const state = h.entered('TaskStateEntered', 'EnsureJob', h.add('ExecutionStarted', 0));
    const cause = JSON.stringify({
      errorType: 'RoleNotReady',
      errorMessage: 'Glue cannot assume the role yet',
      trace: [],
    });
    const failed = h.failed('RoleNotReady', cause, h.scheduled('ensure-job', state));
    h.exited(
      'TaskStateExited',
      'EnsureJob',
      h.succeeded(result('EnsureJob', 'job/lab-a'), h.scheduled('ensure-job', failed)),
    );

    expect(told(read(h.events))).toEqual([
      'EnsureJob starts',
      'EnsureJob again after RoleNotReady: Glue cannot assume the role yet',
      'EnsureJob ends, 1 outcomes',
    ]);
  });

  test('a failure that is caught ends its step, and the run continues', () => {
    const h = recording();
    const state = h.entered('TaskStateEntered', 'EnsureStorage', h.add('ExecutionStarted', 0));
    const failed = h.failed(
      'AccessDenied',
      '{"errorType":"AccessDenied","errorMessage":"s3:CreateBucket is denied"}',
      h.scheduled('ensure-storage', state),
    );
    const caught = h.entered(
      'PassStateEntered',
      'StorageFailed',
      h.exited('TaskStateExited', 'EnsureStorage', failed),
    );
    h.succeeded({ result: 'failed' }, h.scheduled('report', h.entered('TaskStateEntered', 'Report', caught)));
    h.add('ExecutionFailed', 0, {
      executionFailedEventDetails: {
        error: 'AccessDenied',
        cause: 'EnsureStorage: s3:CreateBucket is denied',
      },
    });

    const events = read(h.events);
    expect(told(events)).toEqual([
      'EnsureStorage starts',
      'EnsureStorage ends failed: s3:CreateBucket is denied, 0 outcomes',
      'Report starts',
      'Report ends, 0 outcomes',
      'run failed: AccessDenied',
    ]);
    expect(events.at(-1)).toMatchObject({ failure: { cause: 'EnsureStorage: s3:CreateBucket is denied' } });
  });

  test('a function that times out fails its step', () => {
    const h = recording();
    const call = h.scheduled(
      'ensure-catalog',
      h.entered('TaskStateEntered', 'EnsureCatalog', h.add('ExecutionStarted', 0)),
    );
    const timedOut = h.add('LambdaFunctionTimedOut', call, {
      lambdaFunctionTimedOutEventDetails: { error: 'States.Timeout', cause: '' },
    });
    h.exited('TaskStateExited', 'EnsureCatalog', timedOut);
    expect(told(read(h.events))).toEqual([
      'EnsureCatalog starts',
      'EnsureCatalog ends failed: AWS gives no cause, 0 outcomes',
    ]);
  });

  test('a batch that fails does not hide what the others did', () => {
    const h = recording();
    const plan = h.scheduled('plan', h.entered('TaskStateEntered', 'Plan', h.add('ExecutionStarted', 0)));
    const map = h.entered('MapStateEntered', 'CopyData', h.succeeded({ batches: [{}, {}] }, plan));
    h.failed(
      'FileMismatch',
      '{"errorMessage":"a.csv differs"}',
      h.scheduled('copy-data', h.entered('TaskStateEntered', 'CopyBatch', map)),
    );
    h.succeeded(
      result('CopyData', 'dataset/sor.b'),
      h.scheduled('copy-data', h.entered('TaskStateEntered', 'CopyBatch', map)),
    );
    h.exited('MapStateExited', 'CopyData', map);
    expect(told(read(h.events)).slice(2)).toEqual([
      'CopyData starts',
      'CopyData 1/2',
      'CopyData ends failed: a.csv differs, 1 outcomes',
    ]);
  });

  test('a run that someone stops ends its open steps', () => {
    const h = recording();
    h.scheduled('smoke-test', h.entered('TaskStateEntered', 'SmokeTest', h.add('ExecutionStarted', 0)));
    h.add('ExecutionAborted', 0, { executionAbortedEventDetails: { error: 'Stopped', cause: 'by Ana' } });
    expect(told(read(h.events))).toEqual([
      'SmokeTest starts',
      'SmokeTest ends, 0 outcomes',
      'run aborted: Stopped',
    ]);
  });

  test('a step lasts from its first call to its end', () => {
    const h = recording();
    const state = h.entered('TaskStateEntered', 'EnsureRole', h.add('ExecutionStarted', 0));
    h.succeeded(result('EnsureRole'), h.scheduled('ensure-role', state));
    expect(read(h.events).at(-1)).toMatchObject({ type: 'step ended', seconds: 2 });
  });

  test('a branch that another one cancels ends with the Parallel', () => {
    const h = recording();
    const parallel = h.entered('ParallelStateEntered', 'BuildLab', h.add('ExecutionStarted', 0));
    const catalog = h.scheduled('ensure-catalog', h.entered('TaskStateEntered', 'EnsureCatalog', parallel));
    const role = h.scheduled('ensure-role', h.entered('TaskStateEntered', 'EnsureRole', parallel));
    const failed = h.failed('X', '{"errorMessage":"no"}', role);
    h.add('TaskStateAborted', catalog);
    const left = h.exited('ParallelStateExited', 'BuildLab', h.add('ParallelStateFailed', failed));
    h.scheduled('report', h.entered('TaskStateEntered', 'Report', left));
    expect(told(read(h.events))).toEqual([
      'EnsureCatalog starts',
      'EnsureRole starts',
      'EnsureCatalog ends, 0 outcomes',
      'EnsureRole ends failed: no, 0 outcomes',
      'Report starts',
    ]);
  });
});
