import { inParallel } from '../../lab/in-parallel.ts';
import { planKind } from '../../lab/run-kind.ts';
import { describeRun, type PastRun } from '../../reconcile/past-run.ts';
import type { RunItem } from '../../reconcile/runs.ts';
import type { Session } from '../session.ts';
import { runReport } from './report.ts';
import { latestRuns } from './runs.ts';

const reportedCounts = async (
  session: Session,
  name: string,
): Promise<Readonly<Record<string, number>> | undefined> => {
  const { report } = await runReport(session, name);
  if (report === undefined) return undefined;
  const groups = Object.entries(Object.groupBy(report.outcomes, ({ outcome }) => outcome));
  return Object.fromEntries(groups.map(([outcome, list = []]) => [outcome, list.length]));
};

/** A run, with the counts of its report if it failed: its report is in the lab, if it got that far. */
const pastRun = async (session: Session, item: RunItem): Promise<PastRun> => {
  const run = await describeRun(session.sfn, item);
  return run.failure !== undefined && run.action === 'rebuild'
    ? { ...run, outcomes: await reportedCounts(session, item.name) }
    : run;
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
