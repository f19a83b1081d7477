import { DescribeExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { causeOf } from '../lab/history/cause-of.ts';
import type { Cause } from '../lab/history/events.ts';
import { leftTo } from '../lab/history/left-to.ts';
import { isRecord, isText, jsonOf } from '../lab/json-of.ts';
import { runKind } from '../lab/run-kind.ts';
import type { RunItem } from './runs.ts';

/** A past run, as far as it can be known from outside. */
export interface PastRun extends RunItem {
  readonly action: string;
  /** What it was for, as `runKind` has it. */
  readonly kind: string;
  readonly trigger: string;
  /** How many resources had which outcome; undefined if nothing recorded it. */
  readonly outcomes: Readonly<Record<string, number>> | undefined;
  /** The outcomes themselves, as the output of a plan or a destroy has them. */
  readonly details?: unknown;
  /** How many of the updated ones put right what somebody had changed; absent if nobody has looked. */
  readonly repaired?: number;
  /** ARN of the run that it left its work to. */
  readonly leftTo: string | undefined;
  readonly failure: Cause | undefined;
}

const textOf = (record: unknown, key: string, otherwise: string): string => {
  const value = isRecord(record) ? record[key] : undefined;
  return isText(value) ? value : otherwise;
};

/** The counts in a run's output; undefined if it has none. */
const countsIn = (output: unknown): Readonly<Record<string, number>> | undefined => {
  const counts = isRecord(output) ? output.outcomes : undefined;
  return isRecord(counts)
    ? Object.fromEntries(
        Object.entries(counts).flatMap(([name, size]) =>
          typeof size === 'number' ? [[name, size] as const] : [],
        ),
      )
    : undefined;
};

/** What a run was asked for and how it ended, in one call. A failed run has no counts: it has no output. */
export const describeRun = async (sfn: SFNClient, item: RunItem): Promise<PastRun> => {
  const { input, output, error, cause } = await sfn.send(
    new DescribeExecutionCommand({ executionArn: item.arn }),
  );
  const request = jsonOf(input);
  const result = jsonOf(output);
  const failed = item.status !== 'RUNNING' && item.status !== 'SUCCEEDED';
  return {
    ...item,
    action: textOf(request, 'action', 'rebuild'),
    kind: runKind(request),
    trigger: textOf(request, 'trigger', 'console'),
    outcomes: countsIn(result),
    ...(isRecord(result) && 'details' in result ? { details: result.details } : {}),
    leftTo: leftTo(output),
    failure: failed ? causeOf(error, cause) : undefined,
  };
};
