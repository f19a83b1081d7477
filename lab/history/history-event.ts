import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { causeOf } from './cause-of.ts';
import type { Cause, RunStatus } from './events.ts';

/** Types of events of a step's calls: each kind of integration has its own. */
export const scheduled = ['LambdaFunctionScheduled', 'TaskScheduled'];
export const succeeded = ['LambdaFunctionSucceeded', 'TaskSucceeded'];
export const failed = [
  'LambdaFunctionFailed',
  'LambdaFunctionTimedOut',
  'LambdaFunctionScheduleFailed',
  'LambdaFunctionStartFailed',
  'TaskFailed',
  'TaskTimedOut',
  'TaskStartFailed',
  'TaskSubmitFailed',
];

/** How a run ends. */
export const runEnds: ReadonlyMap<string | undefined, RunStatus> = new Map([
  ['ExecutionSucceeded', 'succeeded'],
  ['ExecutionFailed', 'failed'],
  ['ExecutionAborted', 'aborted'],
  ['ExecutionTimedOut', 'timed out'],
]);

/** Milliseconds */
export const timeOf = (event: HistoryEvent): number => event.timestamp?.getTime() ?? 0;

/** Each type of event has details of its own; of those of a function's or task's end, these are what we read. */
export const resultOf = (event: HistoryEvent): string | undefined =>
  (event.lambdaFunctionSucceededEventDetails ?? event.taskSucceededEventDetails)?.output;

/** Why a call failed. */
export const errorOf = (event: HistoryEvent): Cause => {
  const details =
    event.lambdaFunctionFailedEventDetails ??
    event.lambdaFunctionTimedOutEventDetails ??
    event.lambdaFunctionScheduleFailedEventDetails ??
    event.lambdaFunctionStartFailedEventDetails ??
    event.taskFailedEventDetails ??
    event.taskTimedOutEventDetails ??
    event.taskStartFailedEventDetails ??
    event.taskSubmitFailedEventDetails;
  return causeOf(details?.error, details?.cause);
};
