import * as z from 'zod/mini';
import { runNamePattern } from './api.ts';
import { outcomeNames } from './outcome-names.ts';
import { outcomeSchema } from './outcomes.ts';
import { actions, triggers } from './run-purpose.ts';

/**
 * The endpoint's answers. The handler imports only the types, so its bundle stays small and the compiler checks what it
 * answers; callers of the endpoint parse answers with the schemas.
 */

const runName = z.string().check(z.regex(runNamePattern));

const linked = {
  /** The execution's name, and the id in `/rebuild/{id}`. */
  run: runName,
  /** `status`: this endpoint's view of it; `console`: its graph in the AWS console. */
  links: z.strictObject({ status: z.url(), console: z.url() }),
};

/** A run, and where to follow it. */
export const runLinkSchema = z.strictObject(linked);
export type RunLink = z.output<typeof runLinkSchema>;

const runStates = ['running', 'succeeded', 'failed', 'aborted', 'timed out', 'skipped'] as const;
export type RunState = (typeof runStates)[number];

/** `stopped`: the run ended while the step was working. `not run`: the run ended before its turn. */
const stepStates = ['done', 'failed', 'running', 'stopped', 'pending', 'not run'] as const;

const stepSchema = z.strictObject({
  /** As the state machine names it: `EnsureStorage` */
  step: z.string(),
  state: z.enum(stepStates),
  /** ISO 8601 */
  startedAt: z.optional(z.string()),
  /** How long it took, or has taken so far. */
  seconds: z.optional(z.number()),
  /** Batches of files, or jobs: how many are done, and of how many. */
  batches: z.optional(z.strictObject({ done: z.int(), of: z.int() })),
});
export type StepStatus = z.output<typeof stepSchema>;

const outcomesSchema = z.strictObject({
  counts: z.partialRecord(z.enum(outcomeNames), z.int()),
  /** Each outcome other than created and unchanged. */
  exceptions: z.array(outcomeSchema),
  /** How many exceptions are left out here; the report has them all. */
  more: z.int(),
});
export type OutcomesSoFar = z.output<typeof outcomesSchema>;

const causeSchema = z.strictObject({
  /** Of a run under way: the step that failed. Once the run has ended, `cause` begins with it. */
  step: z.optional(z.string()),
  error: z.string(),
  cause: z.string(),
});

/** A run's progress and result; for a plan, what a rebuild would do. */
export const runStatusSchema = z.strictObject({
  ...linked,
  state: z.enum(runStates),
  action: z.enum(actions),
  trigger: z.enum(triggers),
  startedAt: z.string(),
  endedAt: z.optional(z.string()),
  seconds: z.number(),
  steps: z.array(stepSchema),
  outcomes: outcomesSchema,
  /** The first cause. */
  failure: z.optional(causeSchema),
  /** For a skipped run: the run that does the work instead. */
  instead: z.optional(runLinkSchema),
  /** The run has more history than one answer can read: the latest steps and outcomes are missing. */
  truncated: z.boolean(),
});
export type RunStatus = z.output<typeof runStatusSchema>;

/** https://www.rfc-editor.org/rfc/rfc9457 */
export const problemSchema = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  /** What is wrong, and what to do about it. */
  detail: z.string(),
  /** The field of the body, or the header, that is wrong. */
  at: z.optional(z.string()),
  /** The run that is in the way. */
  running: z.optional(runLinkSchema),
});
export type ProblemDocument = z.output<typeof problemSchema>;
