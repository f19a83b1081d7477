import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import * as z from 'zod/mini';
import { causeOf } from '../../lab/history/cause-of.ts';
import type { Cause } from '../../lab/history/events.ts';
import { runningInstead } from '../../lab/history/outputs.ts';
import { inParallel } from '../../lab/in-parallel.ts';
import { jsonOf } from '../../lab/json-of.ts';
import type { RunItem } from '../../reconcile/runs.ts';
import type { Session } from '../session.ts';
import { runReport } from './report.ts';
import { planKind, runKind } from './run-kind.ts';
import { latestRuns } from './runs.ts';

/** A past run, as far as it can be known from outside. */
export interface PastRun extends RunItem {
  readonly action: string;
  /** What it was for, as `runKind` has it. */
  readonly kind: string;
  readonly trigger: string;
  /** How many resources had which outcome; undefined if nothing recorded it. */
  readonly outcomes: Readonly<Record<string, number>> | undefined;
  /** ARN of the run that it left its work to. */
  readonly leftTo: string | undefined;
  readonly failure: Cause | undefined;
}

const asked = z.object({ action: z.optional(z.string()), trigger: z.optional(z.string()) });
const short = z.object({ outcomes: z.record(z.string(), z.number()) });

const reportedCounts = async (
  session: Session,
  name: string,
): Promise<Readonly<Record<string, number>> | undefined> => {
  const { report } = await runReport(session, name);
  if (report === undefined) return undefined;
  const groups = Object.entries(Object.groupBy(report.outcomes, ({ outcome }) => outcome));
  return Object.fromEntries(groups.map(([outcome, list = []]) => [outcome, list.length]));
};

/** A run's request and result: one call, and another one for the report if it failed. */
const pastRun = async (session: Session, item: RunItem): Promise<PastRun> => {
  const { input, output, error, cause } = await session.sfn.send(
    new DescribeExecutionCommand({ executionArn: item.arn }),
  );
  const request = jsonOf(input);
  const parsed = z.safeParse(asked, request);
  const { action = 'rebuild', trigger = 'console' } = parsed.success ? parsed.data : {};
  const counts = z.safeParse(short, jsonOf(output));
  const failed = item.status !== 'RUNNING' && item.status !== 'SUCCEEDED';
  return {
    ...item,
    action,
    kind: runKind(request),
    trigger,
    // A failed execution has no output: its report is in the lab, if it got that far.
    outcomes: counts.success
      ? counts.data.outcomes
      : failed && action === 'rebuild'
        ? await reportedCounts(session, item.name)
        : undefined,
    leftTo: runningInstead(output),
    failure: failed ? causeOf(error, cause) : undefined,
  };
};

/** Well within an account's Step Functions limits. */
const callsAtOnce = 4;

/**
 * The latest runs, newest first.
 * @throws NoSuchLab
 */
export const runHistory = async (session: Session, most: number): Promise<readonly PastRun[]> =>
  inParallel(callsAtOnce, await latestRuns(session, most), item => pastRun(session, item));

/** Whether a run changed anything, or was meant to: no plan, and no rebuild that left its work to another one. */
export const isDeed = ({ kind, leftTo }: PastRun): boolean => kind !== planKind && leftTo === undefined;

/**
 * The first of these runs that did something, or is doing it. Plans are seldom many in a row, so they are asked about one
 * by one.
 */
export const firstDeed = async (session: Session, runs: readonly RunItem[]): Promise<PastRun | undefined> => {
  for (const item of runs) {
    const run = await pastRun(session, item);
    if (isDeed(run)) return run;
  }
  return undefined;
};
