import type { HistoryEvent, HistoryEventType } from '@aws-sdk/client-sfn';
import { functionName, type Step } from '../../lab/names.ts';
import { lab, now } from './api-fake.ts';

type Details = Omit<HistoryEvent, 'id' | 'type' | 'timestamp' | 'previousEventId'>;

/** A history with one event per second, the last of them now. */
export const history = (
  ...made: readonly (readonly [HistoryEventType, number, Details?])[]
): HistoryEvent[] =>
  made.map(([type, previousEventId, details], at) => ({
    id: at + 1,
    type,
    previousEventId,
    timestamp: new Date(now.getTime() - (made.length - 1 - at) * 1000),
    ...details,
  }));
export const scheduled = (step: Step, after: number) =>
  [
    'LambdaFunctionScheduled',
    after,
    {
      lambdaFunctionScheduledEventDetails: {
        resource: `arn:aws:lambda:us-east-1:1:function:${functionName(lab, step)}`,
      },
    },
  ] as const;
export const succeeded = (output: object, after: number) =>
  [
    'LambdaFunctionSucceeded',
    after,
    { lambdaFunctionSucceededEventDetails: { output: JSON.stringify(output) } },
  ] as const;
export const failed = (error: string, cause: string, after: number) =>
  ['LambdaFunctionFailed', after, { lambdaFunctionFailedEventDetails: { error, cause } }] as const;
