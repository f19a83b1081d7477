import { daybreakVersion } from '../../lab/daybreak-version.ts';
import { seedName } from '../../lab/definition-reference.ts';
import type { Lab } from '../../lab/names.ts';
import type { Failure, JobRun, Proof, StepResult } from '../../lab/outcomes.ts';
import type { Report } from '../../lab/report.ts';
import type { Execution, Run } from '../../lab/run.ts';
import { purposeIn } from '../../lab/run-purpose.ts';
import { joinBatches } from '../../reconcile/kinds/dataset.ts';
import { failuresOf } from './failures.ts';

/** What is known about a run at its end, even if it was ended from outside. */
export interface FinishedRun {
  readonly execution: Execution;
  /** The execution's input, unparsed. */
  readonly input: unknown;
  /** null if Plan failed. */
  readonly run: Run | null;
  readonly steps: readonly StepResult[];
  readonly proofs: readonly Proof[];
  readonly jobRuns: readonly JobRun[];
}

/** Joins all outcomes, proofs and failures into one document. */
export const joinReport = (
  lab: Lab,
  { execution, input, run, steps, proofs, jobRuns }: FinishedRun,
  now: Date,
): Report => {
  const purpose = purposeIn(input);
  const outcomes = joinBatches(steps.flatMap(step => step.outcomes));
  // A destroy leaves what is not the lab's: that is not a failure.
  const failures: Failure[] = failuresOf(steps, run?.mood === 'destroy' ? [] : outcomes, proofs);
  return {
    lab: lab.name,
    account: lab.account,
    region: lab.region,
    execution,
    finishedAt: now.toISOString(),
    seconds: (now.getTime() - Date.parse(execution.startedAt)) / 1000,
    daybreak: daybreakVersion,
    input: typeof input === 'object' && input !== null ? { ...input } : {},
    action: purpose.action,
    trigger: run?.trigger ?? purpose.trigger,
    ...(run === null
      ? {}
      : {
          definition: {
            title: run.title,
            version: run.version,
            seed: seedName(run.definition),
            synthetic: run.synthetic,
          },
          ...(run.mostDollarsPerDay === undefined ? {} : { mostDollarsPerDay: run.mostDollarsPerDay }),
        }),
    result: failures.length === 0 ? 'succeeded' : 'failed',
    outcomes,
    proofs: [...proofs],
    jobRuns: [...jobRuns],
    orphaned: steps.flatMap(({ orphaned = [] }) => orphaned),
    notes: steps.flatMap(({ notes = [] }) => notes),
    steps: steps.flatMap(({ step, startedAt, seconds }) =>
      startedAt === undefined || seconds === undefined ? [] : [{ step, startedAt, seconds }],
    ),
    failures,
  };
};
