import * as z from 'zod/mini';
import { countBy } from '../../lab/count-by.ts';
import { inParallel } from '../../lab/in-parallel.ts';
import { type Outcome, outcomeSchema } from '../../lab/outcomes.ts';
import { planKind } from '../../lab/run-kind.ts';
import { isRepaired } from '../../lab/words/words.ts';
import { describeRun, type PastRun } from '../../reconcile/past-run.ts';
import type { RunItem } from '../../reconcile/runs.ts';
import type { Session } from '../session.ts';
import { runReport } from './report.ts';
import { latestRuns } from './runs.ts';

const details = z.catch(z.array(outcomeSchema), []);

const repairedIn = (outcomes: readonly Outcome[]): number => outcomes.filter(isRepaired).length;

/** What a run's report counts; nothing if it wrote none. */
const reportedCounts = async (
  session: Session,
  name: string,
): Promise<Partial<Pick<PastRun, 'outcomes' | 'repaired'>>> => {
  const { report } = await runReport(session, name);
  if (report === undefined) return {};
  return { outcomes: countBy(report.outcomes), repaired: repairedIn(report.outcomes) };
};

/** A run, with the counts of its report if it failed: its report is in the lab, if it got that far. */
const pastRun = async (session: Session, item: RunItem): Promise<PastRun> => {
  const run = await describeRun(session.sfn, item);
  if (run.outcomes !== undefined) return { ...run, repaired: repairedIn(z.parse(details, run.details)) };
  return run.failure !== undefined && run.action === 'rebuild'
    ? { ...run, ...(await reportedCounts(session, item.name)) }
    : run;
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
