import * as z from 'zod/mini';
import { daybreakVersion } from './daybreak-version.ts';
import { inOurTerms } from './other-versions.ts';
import { failureSchema, jobRunSchema, outcomeSchema, proofSchema } from './outcomes.ts';
import { parse, readJson } from './parse.ts';
import { executionSchema, triggers } from './run.ts';

const stepTiming = z.object({ step: z.string(), startedAt: z.string(), seconds: z.number() });

/**
 * A run's report, one JSON document: `runs/<execution>/report.json` and `runs/latest.json` in the assets bucket. Older
 * and newer versions of Daybreak read it: a key never changes its meaning, and a new key has a default.
 */
export const reportSchema = z.object({
  lab: z.string(),
  account: z.string(),
  region: z.string(),
  execution: executionSchema,
  finishedAt: z.string(),
  seconds: z.number(),
  /** Version of Daybreak that did the run. */
  daybreak: z._default(z.string(), 'unknown'),
  /** The run's input; empty if it was not an object. */
  input: z._default(z.record(z.string(), z.unknown()), {}),
  action: z.string(),
  trigger: z.optional(z.enum(triggers)),
  /** `succeeded`: everything is in place and verified. */
  result: z.enum(['succeeded', 'failed']),
  definition: z.optional(
    z.object({
      title: z.string(),
      version: z.string(),
      /** `built-in sample`, or the seed's address. */
      seed: z.string(),
      synthetic: z.boolean(),
    }),
  ),
  /** The most that the lab can cost: docs/decisions/0035-dollars-per-day.md. */
  mostDollarsPerDay: z.optional(z.number()),
  outcomes: z.array(outcomeSchema),
  proofs: z.array(proofSchema),
  /** For a rebuild that was asked to run the jobs: one for each job that did not fail. */
  jobRuns: z._default(z.array(jobRunSchema), []),
  /** Resources of earlier runs that the definition no longer names; they are kept. */
  orphaned: z._default(z.array(z.string()), []),
  /** What else people should know, about the account rather than one resource. */
  notes: z._default(z.array(z.string()), []),
  steps: z.array(stepTiming),
  /** The first cause first. */
  failures: z.array(failureSchema),
});
export type Report = z.output<typeof reportSchema>;

/** A report that this version can't read. The message gives the version that wrote it, and what is wrong. */
export class UnreadableReport extends Error {
  override readonly name = 'UnreadableReport';
}

const signed = z.object({ daybreak: z.string().check(z.regex(/^[\w.+-]{1,40}$/)) });

/**
 * Reads a report of this version, or of an older or newer one: it ignores unknown keys, and fills in defaults or what the
 * report says in words.
 * @param what names it in the message: `the last report`
 * @throws UnreadableReport
 */
export const parseReport = (text: string, what: string): Report => {
  const value = readJson(text, what, UnreadableReport);
  const writer = z.safeParse(signed, value);
  const by = writer.success ? `, written by Daybreak ${writer.data.daybreak},` : '';
  return parse(
    reportSchema,
    inOurTerms(value),
    `${what}${by} can't be read by Daybreak ${daybreakVersion}`,
    UnreadableReport,
  );
};
