import { seedName } from '../../lab/definition-reference.ts';
import type { Lab } from '../../lab/names.ts';
import type { Failure, JobRun, Proof, StepResult } from '../../lab/outcomes.ts';
import type { Report } from '../../lab/report.ts';
import type { Execution, Run } from '../../lab/run.ts';
import { purposeIn } from '../../lab/run-purpose.ts';
import { daybreakVersion } from '../../lab/version.ts';
import { joinBatches } from '../../reconcile/kinds/dataset.ts';
import { failuresOf } from './failures.ts';

/** What is known of a run when everything has been tried, or when it was ended from outside. */
export interface Ended {
  readonly execution: Execution;
  /** As the execution has it. */
  readonly input: unknown;
  /** null: Plan did not get as far. */
  readonly run: Run | null;
  readonly steps: readonly StepResult[];
  readonly proofs: readonly Proof[];
  readonly jobRuns: readonly JobRun[];
}

/** Joins every outcome and proof into one document; the first cause first. */
export const joinReport = (
  lab: Lab,
  { execution, input, run, steps, proofs, jobRuns }: Ended,
  now: Date,
): Report => {
  const purpose = purposeIn(input);
  const outcomes = joinBatches(steps.flatMap(step => step.outcomes));
  // Whoever destroys a lab has no use for what is not the lab's: that it stays is no failure.
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
    action: run?.mood ?? purpose.action,
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
        }),
    result: failures.length === 0 ? 'succeeded' : 'failed',
    outcomes,
    proofs: [...proofs],
    jobRuns: [...jobRuns],
    orphaned: steps.flatMap(({ orphaned = [] }) => orphaned),
    steps: steps.flatMap(({ step, startedAt, seconds }) =>
      startedAt === undefined || seconds === undefined ? [] : [{ step, startedAt, seconds }],
    ),
    failures,
  };
};
