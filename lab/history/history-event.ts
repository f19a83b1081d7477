import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { causeOf } from './cause-of.ts';
import type { Cause, RunStatus } from './events.ts';

/*
 * A state whose Resource is a function's ARN, as all of ours are, writes events about that function; `TaskScheduled` and
 * its like are for other integrations. Recorded on AWS:
 * https://github.com/localstack/localstack/blob/main/tests/aws/services/stepfunctions/v2/services/test_lambda_task.snapshot.json
 */
export const scheduled = 'LambdaFunctionScheduled';
export const succeeded = 'LambdaFunctionSucceeded';
export const failed = [
  'LambdaFunctionFailed',
  'LambdaFunctionTimedOut',
  'LambdaFunctionScheduleFailed',
  'LambdaFunctionStartFailed',
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

/** The answer of a call. */
export const resultOf = (event: HistoryEvent): string | undefined =>
  event.lambdaFunctionSucceededEventDetails?.output;

/** Why a call failed. Each type of event has its own details. */
export const errorOf = (event: HistoryEvent): Cause => {
  const details =
    event.lambdaFunctionFailedEventDetails ??
    event.lambdaFunctionTimedOutEventDetails ??
    event.lambdaFunctionScheduleFailedEventDetails ??
    event.lambdaFunctionStartFailedEventDetails;
  return causeOf(details?.error, details?.cause);
};
