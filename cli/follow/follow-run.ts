import { executionName } from '../../lab/execution-arn.ts';
import type { Cause, RunEnded, RunEvent, StepEnded } from '../../lab/history/events.ts';
import { runningInstead, summaryOf } from '../../lab/history/outputs.ts';
import { historyReader } from '../../lab/history/read-history.ts';
import { stepTracker } from '../../lab/history/step-of.ts';
import type { JobRun, Outcome, Proof } from '../../lab/outcomes.ts';
import type { Report } from '../../lab/report.ts';
import type { Interrupt } from '../interrupt.ts';
import { narrate } from '../render/narrate.ts';
import { oneLine } from '../render/one-line.ts';
import type { Progress } from '../render/progress.ts';
import type { Session } from '../session.ts';
import { type Planned, plannedOf } from './planned.ts';
import { pollHistory } from './poll-history.ts';
import { runReport } from './report.ts';

/** How a run came out: from its report, or, where it wrote none, from what its steps answered. */
export interface RunResult {
  readonly arn: string;
  readonly result: 'succeeded' | 'failed';
  readonly status: RunEnded['status'];
  readonly seconds: number;
  readonly outcomes: readonly Outcome[];
  readonly proofs: readonly Proof[];
  /** Of a rebuild that was asked to run the jobs. */
  readonly jobRuns: readonly JobRun[];
  /** The first cause. */
  readonly failure: Cause | undefined;
  /** What the lab is made of; undefined when the run did not get to know. */
  readonly definition: Planned['definition'];
  /** What carries the lab's mark and the definition does not name. */
  readonly orphaned: readonly string[];
  readonly report: Report | undefined;
}

/** A run, event by event, to its end. */
async function* runEvents(session: Session, arn: string, interrupt: Interrupt): AsyncGenerator<RunEvent> {
  const read = historyReader(stepTracker(session.lab));
  for await (const event of pollHistory(session.sfn, arn, session.pace, interrupt)) yield* read(event);
}

/** A plan and a destroy have theirs in the answer of their last step, up to a number: the steps have the rest. */
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
    await progress.note(oneLine(`${unreadable}. What follows is what the steps have said`));
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
    orphaned: report?.orphaned ?? orphanedOf(steps),
    report,
  };
};

/**
 * Shows a run as it happens, and gives its result. Of a run that left the work to another one, that other one.
 * @throws Interrupted, while the run goes on; or what AWS says
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
    const other = runningInstead(event.output);
    if (other === undefined) return resultOf(session, arn, event, steps, progress);
    await progress.note(`Another rebuild is under way and does the work: following ${executionName(other)}.`);
    return followRun(session, other, progress, interrupt, planning);
  }
  throw new Error(`the history of ${executionName(arn)} has no end`);
};
