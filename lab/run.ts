import * as z from 'zod/mini';
import { InvalidInput } from './errors.ts';
import { parse } from './parse.ts';

export const actions = ['rebuild', 'plan'] as const;
export const triggers = ['console', 'api', 'schedule', 'reset', 'stack'] as const;

const flag = z._default(z.boolean(), false);

/** The state machine's input, as a person or an event gives it. Everything is optional; nothing else is let in. */
export const runInputSchema = z.strictObject({
  action: z._default(z.enum(actions, { error: `is no action: use ${actions.join(' or ')}` }), 'rebuild'),
  /** Puts right what somebody changed, after saving what it displaces. */
  repair: flag,
  /** Resources of the lab's names but without its mark, to be taken over. */
  adopt: z._default(z.array(z.string()), []),
  /** Only these, as `table` or `zone.table`; empty: all. */
  datasets: z._default(z.array(z.string()), []),
  trigger: z._default(z.enum(triggers, { error: `is no trigger: use ${triggers.join(', ')}` }), 'console'),
  /** Free text for whoever starts a run in the console; ignored. */
  Comment: z.optional(z.unknown()),
});

/** @throws InvalidInput that names the key */
export const parseRunInput = (value: unknown): z.output<typeof runInputSchema> =>
  parse(runInputSchema, value, 'the input', InvalidInput);

/** What the state machine knows about a run: from its context object. */
export const executionSchema = z.strictObject({
  arn: z.string(),
  name: z.string(),
  /** ISO 8601 */
  startedAt: z.string(),
});
export type Execution = z.output<typeof executionSchema>;

/** Where a run's lab definition comes from: fixed by Plan, so that every step reads the same one. */
const definitionReference = z.discriminatedUnion('from', [
  z.strictObject({ from: z.literal('sample') }),
  z.strictObject({ from: z.literal('seed'), uri: z.string(), etag: z.string() }),
]);
export type DefinitionReference = z.output<typeof definitionReference>;

/** What Plan hands to every later step. A reference to the definition, never the definition. */
export const runSchema = z.strictObject({
  lab: z.strictObject({ name: z.string(), account: z.string(), region: z.string(), partition: z.string() }),
  execution: executionSchema,
  mood: z.enum(actions),
  repair: z.boolean(),
  adopt: z.array(z.string()),
  datasets: z.array(z.string()),
  trigger: z.enum(triggers),
  definition: definitionReference,
  title: z.string(),
  version: z.string(),
  synthetic: z.boolean(),
});
export type Run = z.output<typeof runSchema>;

/**
 * A part of one dataset's files: `[from, to)` counts entries of the definition's `files`, or, of a manifest, the
 * bytes in which a line has to begin. So that no payload ever carries a list of files.
 */
export const batchSchema = z.strictObject({
  dataset: z.string(),
  from: z.int().check(z.nonnegative()),
  to: z.int().check(z.nonnegative()),
});
export type Batch = z.output<typeof batchSchema>;
