import * as z from 'zod/mini';
import type { Job, TableDefinition } from './definition.ts';
import type { DefinitionReference } from './definition-reference.ts';
import { InvalidInput } from './errors.ts';
import type { Lab } from './names.ts';
import { parse } from './parse.ts';
import { actions, triggers } from './triggers.ts';

export { type DefinitionReference, seedName } from './definition-reference.ts';
export { triggers } from './triggers.ts';

const flag = z._default(z.boolean(), false);

/** The state machine's input, as a person or an event gives it. Everything is optional; nothing else is let in. */
export const runInputSchema = z.strictObject({
  action: z._default(z.enum(actions, { error: `is no action: use ${actions.join(', ')}` }), 'rebuild'),
  /** Puts right what somebody changed, after saving what it displaces. */
  repair: flag,
  /** Resources of the lab's names but without its mark, to be taken over. */
  adopt: z._default(z.array(z.string()), []),
  /** Runs the lab's Glue jobs, or does not; absent: as the stack's parameter `RunJob` says. */
  runJob: z.optional(z.boolean()),
  /** Only these, as `table` or `zone.table`; empty: all. */
  datasets: z._default(z.array(z.string()), []),
  trigger: z._default(z.enum(triggers, { error: `is no trigger: use ${triggers.join(', ')}` }), 'console'),
  /** Lets a definition in that is older than the one last built from the same seed. */
  allowOlder: flag,
  /** For `destroy`: the lab's name, so that nobody destroys a lab by a slip. */
  confirm: z.optional(z.string()),
  /** For `destroy`: also what is in the lab's buckets and workgroup without being the lab's. */
  deleteForeignObjects: flag,
  /** Free text for whoever starts a run in the console; ignored. */
  Comment: z.optional(z.unknown()),
});

export type RunInput = z.output<typeof runInputSchema>;

/** Bytes: the report's payload of 256 KiB has the input in it, and everything else. */
const mostInput = 32 * 1024;

/** Only a person may ask for what changes or removes what others made. */
const attendedOnly = (input: RunInput): string | undefined => {
  if (input.action === 'destroy') return 'destroy';
  if (input.repair) return 'repair';
  return input.adopt.length > 0 ? 'adopt' : undefined;
};

/**
 * @param labName what `confirm` has to say
 * @throws InvalidInput that names the key
 */
export const parseRunInput = (value: unknown, labName: string): RunInput => {
  const size = new TextEncoder().encode(JSON.stringify(value)).length;
  if (size > mostInput)
    throw new InvalidInput(
      `the input has ${size.toLocaleString('en')} bytes, of at most ${mostInput.toLocaleString('en')}: shorten Comment, or the lists`,
    );
  const input = parse(runInputSchema, value, 'the input', InvalidInput);
  const asked = attendedOnly(input);
  if (asked !== undefined && input.trigger !== 'console')
    throw new InvalidInput(
      `the input, at ${asked === 'destroy' ? 'action' : asked}: a run that is started by '${input.trigger}' may not ${asked}. ` +
        'Start it yourself, in the console or with daybreak',
    );
  if (input.action === 'destroy' && input.confirm !== labName)
    throw new InvalidInput(
      `the input, at confirm: to destroy the lab with all its data, say "confirm": "${labName}"` +
        (input.confirm === undefined ? '' : `; it says "${input.confirm}"`),
    );
  if (input.action !== 'destroy' && (input.confirm !== undefined || input.deleteForeignObjects))
    throw new InvalidInput(
      `the input, at ${input.confirm === undefined ? 'deleteForeignObjects' : 'confirm'}: only "action": "destroy" takes it`,
    );
  if (input.action !== 'rebuild' && input.runJob === true)
    throw new InvalidInput('the input, at runJob: only "action": "rebuild" runs jobs. Leave it out');
  return input;
};

/** What the state machine knows about a run: from its context object. */
export const executionSchema = z.object({
  arn: z.string(),
  name: z.string(),
  /** ISO 8601 */
  startedAt: z.string(),
});
export type Execution = z.output<typeof executionSchema>;

/** When the rows of tables were proven, by `zone.table`; ISO 8601. */
export type Proven = Readonly<Record<string, string>>;

/** What Plan hands to every later step. A reference to the definition, never the definition. */
export interface Run {
  readonly lab: Lab;
  readonly execution: Execution;
  readonly mood: (typeof actions)[number];
  readonly repair: boolean;
  readonly adopt: readonly string[];
  readonly deleteForeignObjects: boolean;
  /** As `table` or `zone.table`; empty: all. */
  readonly datasets: readonly string[];
  readonly trigger: (typeof triggers)[number];
  readonly definition: DefinitionReference;
  readonly title: string;
  readonly version: string;
  readonly synthetic: boolean;
  /** Tables that need not be counted when nothing of them has changed. */
  readonly proven: Proven;
  /** ETag of the last report, which this run's replaces; absent where there is none. */
  readonly latestReport?: string;
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

/** One of a run's batches, and how many there are: together their results have to fit into a payload. */
export interface BatchOfRun extends Batch {
  readonly of: number;
}

/** A job that is to run: as much of its definition as a run of it takes. */
export type JobToRun = Pick<Job, 'name' | 'workerType' | 'workers' | 'timeoutMinutes'> & {
  /** What it says it fills. */
  readonly table?: Pick<TableDefinition, 'zone' | 'table' | 'partitionKeys'> | undefined;
};
