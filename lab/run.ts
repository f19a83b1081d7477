import * as z from 'zod/mini';
import { InvalidInput } from './errors.ts';
import type { Lab } from './names.ts';
import { parse } from './parse.ts';

const actions = ['rebuild', 'plan'] as const;
export const triggers = ['console', 'api', 'schedule', 'reset', 'stack'] as const;

/** The state machine's input, as a person or an event gives it. Everything is optional; nothing else is let in. */
export const runInputSchema = z.strictObject({
  action: z._default(z.enum(actions, { error: `is no action: use ${actions.join(' or ')}` }), 'rebuild'),
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
export type DefinitionReference =
  | { readonly from: 'sample' }
  | { readonly from: 'seed'; readonly uri: string; readonly etag: string };

/** What Plan hands to every later step. A reference to the definition, never the definition. */
export interface Run {
  readonly lab: Lab;
  readonly execution: Execution;
  readonly mood: (typeof actions)[number];
  readonly adopt: readonly string[];
  /** As `table` or `zone.table`; empty: all. */
  readonly datasets: readonly string[];
  readonly trigger: (typeof triggers)[number];
  readonly definition: DefinitionReference;
  readonly title: string;
  readonly version: string;
  readonly synthetic: boolean;
}

/**
 * A part of one dataset's files: `[from, to)` counts entries of the definition's `files`, or, of a manifest, the
 * bytes in which a line has to begin. So that no payload ever carries a list of files.
 */
export interface Batch {
  readonly dataset: string;
  readonly from: number;
  readonly to: number;
}
