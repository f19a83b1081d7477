import * as z from 'zod/mini';
import { failureSchema, jobRunSchema, outcomeSchema, proofSchema } from './outcomes.ts';
import { executionSchema, triggers } from './run.ts';

const stepTiming = z.strictObject({ step: z.string(), startedAt: z.string(), seconds: z.number() });

/** One JSON document for a run; `runs/<execution>/report.json` and `runs/latest.json` in the assets bucket. */
export const reportSchema = z.strictObject({
  lab: z.string(),
  account: z.string(),
  region: z.string(),
  execution: executionSchema,
  finishedAt: z.string(),
  seconds: z.number(),
  /** Version of Daybreak that the run was made by. */
  daybreak: z._default(z.string(), 'unknown'),
  /** What the run was started with; nothing where that was no object. */
  input: z._default(z.record(z.string(), z.unknown()), {}),
  action: z.string(),
  trigger: z.optional(z.enum(triggers)),
  /** `succeeded`: everything stands and is proven. */
  result: z.enum(['succeeded', 'failed']),
  definition: z.optional(
    z.strictObject({
      title: z.string(),
      version: z.string(),
      /** `built-in sample`, or the seed's address. */
      seed: z.string(),
      synthetic: z.boolean(),
    }),
  ),
  outcomes: z.array(outcomeSchema),
  proofs: z.array(proofSchema),
  /** Of a rebuild that was asked to run the jobs: one for each that did not fail. */
  jobRuns: z._default(z.array(jobRunSchema), []),
  /** What earlier runs made and the definition no longer names: kept. */
  orphaned: z._default(z.array(z.string()), []),
  steps: z.array(stepTiming),
  /** The first cause first. */
  failures: z.array(failureSchema),
});
export type Report = z.output<typeof reportSchema>;
