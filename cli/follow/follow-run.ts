import { executionName } from '../../lab/execution-arn.ts';
import type { Cause, RunEnded, RunEvent, StepEnded } from '../../lab/history/events.ts';
import { leftTo } from '../../lab/history/left-to.ts';
import { summaryOf } from '../../lab/history/outputs.ts';
import { historyReader } from '../../lab/history/read-history.ts';
import { stepTracker } from '../../lab/history/step-of.ts';
import type { JobRun, Outcome, Proof } from '../../lab/outcomes.ts';
import type { Report } from '../../lab/report.ts';
import { oneLine } from '../../lab/words/one-line.ts';
import type { Interrupt } from '../interrupt.ts';
import { narrate } from '../render/narrate.ts';
import type { Progress } from '../render/progress.ts';
import type { Session } from '../session.ts';
import { type Planned, plannedOf } from './planned.ts';
import { pollHistory } from './poll-history.ts';
import { runReport } from './report.ts';

/** A run's result, from its report or, if it wrote none, from its steps' answers. */
export interface RunResult {
  readonly arn: string;
  readonly result: 'succeeded' | 'failed';
  readonly status: RunEnded['status'];
  readonly seconds: number;
  readonly outcomes: readonly Outcome[];
  readonly proofs: readonly Proof[];
  /** Only of a rebuild that was asked to run the jobs. */
  readonly jobRuns: readonly JobRun[];
  /** The first cause. */
  readonly failure: Cause | undefined;
  /** What the lab is built from; undefined if the run did not get far enough to know. */
  readonly definition: Planned['definition'];
  /** The most that the lab can cost; undefined as above. */
  readonly mostDollarsPerDay?: Planned['mostDollarsPerDay'];
  /** Resources that have the lab's mark but are not in its definition. */
  readonly orphaned: readonly string[];
  /** What else people should know, about the account rather than one resource. */
  readonly notes: readonly string[];
  readonly report: Report | undefined;
}

/** A run's events, to its end. */
async function* runEvents(session: Session, arn: string, interrupt: Interrupt): AsyncGenerator<RunEvent> {
  const read = historyReader(stepTracker(session.lab));
  for await (const event of pollHistory(session.sfn, arn, session.pace, interrupt)) yield* read(event);
}

/** For a plan or a destroy, the last step's answer has the outcomes, up to a limit; the steps have the rest. */
const withoutReport = (steps: readonly StepEnded[]): readonly Outcome[] => {
  const details = steps.flatMap(({ output }) => summaryOf(output).details);
  const known = new Set(details.map(({ resource }) => resource));
  const rest = steps.flatMap(({ outcomes }) => outcomes).filter(({ resource }) => !known.has(resource));
  return [...details, ...rest];
};

/** The last step names them all again; where a run did not get that far, its other steps have them. */
const orphanedOf = (steps: readonly StepEnded[]): readonly string[] => [
  ...new Set(steps.toReversed().flatMap(({ output }) => summaryOf(output).orphaned)),
];

const resultOf = async (
  session: Session,
  arn: string,
  ended: RunEnded,
  steps: readonly StepEnded[],
  progress: Progress,
): Promise<RunResult> => {
  const { report, unreadable } = await runReport(session, executionName(arn));
  if (unreadable !== undefined)
    await progress.note(oneLine(`${unreadable}. What follows is from the steps' answers`));
  const planned = report ?? steps.map(({ output }) => plannedOf(output)).find(Boolean);
  return {
    arn,
    result: ended.status === 'succeeded' ? 'succeeded' : 'failed',
    status: ended.status,
    seconds: ended.seconds,
    outcomes: report?.outcomes ?? withoutReport(steps),
    proofs: report?.proofs ?? steps.flatMap(({ proofs }) => proofs),
    jobRuns: report?.jobRuns ?? steps.flatMap(({ jobRuns }) => jobRuns),
    failure: ended.failure,
    definition: planned?.definition,
    mostDollarsPerDay: planned?.mostDollarsPerDay,
    orphaned: report?.orphaned ?? orphanedOf(steps),
    notes: report?.notes ?? steps.flatMap(({ output }) => summaryOf(output).notes),
    report,
  };
};

/**
 * Shows a run as it happens, and returns its result. If it left the work to another run, follows that one instead.
 * @throws Interrupted, while the run continues; AWS's errors
 */
export const followRun = async (
  session: Session,
  arn: string,
  progress: Progress,
  interrupt: Interrupt,
  planning = false,
): Promise<RunResult> => {
  const steps: StepEnded[] = [];
  for await (const event of runEvents(session, arn, interrupt)) {
    await narrate(event, progress, planning);
    if (event.type === 'step ended') steps.push(event);
    if (event.type !== 'run ended') continue;
    const other = leftTo(event.output);
    if (other === undefined) return resultOf(session, arn, event, steps, progress);
    await progress.note(`Another rebuild is already under way: following ${executionName(other)}.`);
    return followRun(session, other, progress, interrupt, planning);
  }
  throw new Error(`the history of ${executionName(arn)} has no end`);
};
