import * as z from 'zod/mini';
import { jsonOf } from '../json-of.ts';
import { stateName } from '../names.ts';
import { inOurTerms } from '../other-versions.ts';
import { jobRunSchema, outcomeSchema, proofSchema } from '../outcomes.ts';
import type { StepRecord } from './events.ts';

const outcomes = z.object({ outcomes: z.array(outcomeSchema) });
const proofs = z.object({ proofs: z.array(proofSchema) });
const ran = z.object({ jobRun: jobRunSchema });

/** The part of a function's result that is for the report; the rest is for the state machine. */
export const recordOf = (output: string | undefined): StepRecord => {
  const value = inOurTerms(jsonOf(output));
  const [ofOutcomes, ofProofs] = [z.safeParse(outcomes, value), z.safeParse(proofs, value)];
  const ofJob = z.safeParse(ran, value);
  return {
    outcomes: ofOutcomes.success ? ofOutcomes.data.outcomes : [],
    proofs: ofProofs.success ? ofProofs.data.proofs : [],
    jobRuns: ofJob.success ? [ofJob.data.jobRun] : [],
  };
};

const planned = z.object({
  batches: z.array(z.unknown()),
  jobs: z._default(z.array(z.unknown()), []),
});

/**
 * How many times each step is called that works through a list of Plan's: once for each batch of files, and once for
 * each job to run. Undefined when the output is not Plan's.
 */
export const callsOf = (output: string | undefined): ReadonlyMap<string, number> | undefined => {
  const plan = z.safeParse(planned, jsonOf(output));
  return plan.success
    ? new Map([
        [stateName('copy-data'), plan.data.batches.length],
        [stateName('run-jobs'), plan.data.jobs.length],
      ])
    : undefined;
};

const summary = z.object({
  details: z._default(z.array(outcomeSchema), []),
  orphaned: z._default(z.array(z.string()), []),
  notes: z._default(z.array(z.string()), []),
});
type RunSummary = z.output<typeof summary>;

/**
 * The result of a plan or a destroy, from the answer of its last step, because they write no report. It has one outcome
 * for each dataset; the steps have one for each batch.
 */
export const summaryOf = (output: string | undefined): RunSummary => {
  const parsed = z.safeParse(summary, inOurTerms(jsonOf(output)));
  return parsed.success ? parsed.data : { details: [], orphaned: [], notes: [] };
};
