import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import * as z from 'zod/mini';
import { causeOf } from '../../lab/history/cause-of.ts';
import type { Cause } from '../../lab/history/events.ts';
import { runningInstead } from '../../lab/history/outputs.ts';
import { inParallel } from '../../lab/in-parallel.ts';
import { jsonOf } from '../../lab/json-of.ts';
import { type Outcome, outcomeSchema } from '../../lab/outcomes.ts';
import { isRepaired } from '../../lab/words/words.ts';
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
  /** How many of the updated ones put right what somebody had changed; absent if nobody has looked. */
  readonly repaired?: number;
  /** ARN of the run that it left its work to. */
  readonly leftTo: string | undefined;
  readonly failure: Cause | undefined;
}

const asked = z.object({ action: z.optional(z.string()), trigger: z.optional(z.string()) });
const short = z.object({
  outcomes: z.record(z.string(), z.number()),
  /** Of a plan. */
  details: z.catch(z.array(outcomeSchema), []),
});

const repairedIn = (outcomes: readonly Outcome[]): number => outcomes.filter(isRepaired).length;

/** What a run's report counts; nothing if it wrote none. */
const reportedCounts = async (
  session: Session,
  name: string,
): Promise<Partial<Pick<PastRun, 'outcomes' | 'repaired'>>> => {
  const { report } = await runReport(session, name);
  if (report === undefined) return {};
  const groups = Object.entries(Object.groupBy(report.outcomes, ({ outcome }) => outcome));
  return {
    outcomes: Object.fromEntries(groups.map(([outcome, list = []]) => [outcome, list.length])),
    repaired: repairedIn(report.outcomes),
  };
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
    outcomes: undefined,
    ...(counts.success
      ? { outcomes: counts.data.outcomes, repaired: repairedIn(counts.data.details) }
      : // A failed execution has no output: its report is in the lab, if it got that far.
        failed && action === 'rebuild' && (await reportedCounts(session, item.name))),
    leftTo: runningInstead(output),
    failure: failed ? causeOf(error, cause) : undefined,
  };
};

/** A rebuild's output does not say what of the updated it repaired: that takes another call, for its report. */
const withRepairs = async (session: Session, run: PastRun): Promise<PastRun> => {
  const { updated = 0 } = run.outcomes ?? {};
  if (updated === 0 || run.action !== 'rebuild' || run.failure !== undefined) return run;
  const { repaired = 0 } = await reportedCounts(session, run.name);
  return { ...run, repaired };
};

/** Well within an account's Step Functions limits. */
const callsAtOnce = 4;

/**
 * The latest runs, newest first.
 * @throws NoSuchLab
 */
export const runHistory = async (session: Session, most: number): Promise<readonly PastRun[]> =>
  inParallel(callsAtOnce, await latestRuns(session, most), async item =>
    withRepairs(session, await pastRun(session, item)),
  );

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
