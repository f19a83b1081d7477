import * as z from 'zod/mini';
import { jsonOf } from '../json-of.ts';
import { stateName } from '../names.ts';
import { inOurTerms } from '../other-versions.ts';
import { jobRunSchema, outcomeSchema, proofSchema } from '../outcomes.ts';
import type { Done } from './events.ts';

const outcomes = z.object({ outcomes: z.array(outcomeSchema) });
const proofs = z.object({ proofs: z.array(proofSchema) });
const ran = z.object({ jobRun: jobRunSchema });

/** What a function's result says to the report; other parts of it are for the state machine. */
export const doneOf = (output: string | undefined): Done => {
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
 * How often the steps are called that Plan has lists for: once for each batch of files that it has cut, and once for each
 * job that is to run. Undefined when this is not what Plan answers.
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

const skipped = z.object({ result: z.literal('skipped'), running: z.string() });

/** ARN of the rebuild that a skipped one left the work to. */
export const runningInstead = (output: string | undefined): string | undefined => {
  const parsed = z.safeParse(skipped, jsonOf(output));
  return parsed.success ? parsed.data.running : undefined;
};

const short = z.object({
  details: z._default(z.array(outcomeSchema), []),
  orphaned: z._default(z.array(z.string()), []),
});
type Short = z.output<typeof short>;

/**
 * What a plan or a destroy came to, from the answer of its last step: they write no report. There is one outcome for a
 * dataset, where the steps have one for each of its batches.
 */
export const shortOf = (output: string | undefined): Short => {
  const parsed = z.safeParse(short, inOurTerms(jsonOf(output)));
  return parsed.success ? parsed.data : { details: [], orphaned: [] };
};
