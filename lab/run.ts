import * as z from 'zod/mini';
import type { Job, TableDefinition } from './definition.ts';
import type { DefinitionReference } from './definition-reference.ts';
import { InvalidInput } from './errors.ts';
import type { Lab } from './names.ts';
import { parse } from './parse.ts';
import { actions, triggers } from './run-purpose.ts';

export { type DefinitionReference, seedName } from './definition-reference.ts';
export { triggers } from './run-purpose.ts';

const flag = z._default(z.boolean(), false);

/** The state machine's input, as a person or an event gives it. Every key is optional; unknown keys are refused. */
export const runInputSchema = z.strictObject({
  action: z._default(z.enum(actions, { error: `is not an action: use ${actions.join(', ')}` }), 'rebuild'),
  /** Reverts changes by others, after saving what it displaces. */
  repair: flag,
  /** Moves files that the definition does not name out of the tables' folders, to where repairs save what they displace. */
  setAside: flag,
  /** Resources to take over: they have the lab's names but not its mark. */
  adopt: z._default(z.array(z.string()), []),
  /** Whether to run the lab's Glue jobs; default: the stack's parameter `RunJob`. */
  runJob: z.optional(z.boolean()),
  /** Only these, as `table` or `zone.table`; `none`: no dataset; empty: all. */
  datasets: z._default(z.array(z.string()), []),
  trigger: z._default(z.enum(triggers, { error: `is not a trigger: use ${triggers.join(', ')}` }), 'console'),
  /** Allows a definition older than the one last built from the same seed. */
  allowOlder: flag,
  /** For `destroy`: the lab's name, so that a slip can't destroy a lab. Without it, the run only says what it would do. */
  confirm: z.optional(z.string()),
  /** For `destroy`: also delete what others put into the lab's buckets and workgroup. */
  deleteForeignObjects: flag,
  /** Free text for people who start a run in the console; ignored. */
  Comment: z.optional(z.unknown()),
});

export type RunInput = z.output<typeof runInputSchema>;

/** Bytes: the input is part of the report step's payload, which may have 256 KiB. */
const mostInput = 32 * 1024;

/** What only a person may ask for: it changes or removes what others made. */
const attendedOnly = (input: RunInput): string | undefined => {
  if (input.action === 'destroy') return 'destroy';
  if (input.repair) return 'repair';
  if (input.setAside) return 'setAside';
  return input.adopt.length > 0 ? 'adopt' : undefined;
};

/**
 * @param labName the value that `confirm` must have
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
      `the input, at ${asked === 'destroy' ? 'action' : asked}: a run started by '${input.trigger}' may not ${asked === 'setAside' ? 'set files aside' : asked}. ` +
        'Start it yourself, in the console or with daybreak',
    );
  if (input.action === 'destroy' && input.confirm !== undefined && input.confirm !== labName)
    throw new InvalidInput(
      `the input, at confirm: to destroy the lab with all its data, give "confirm": "${labName}", not ` +
        `"${input.confirm}"`,
    );
  if (input.action !== 'destroy' && (input.confirm !== undefined || input.deleteForeignObjects))
    throw new InvalidInput(
      `the input, at ${input.confirm === undefined ? 'deleteForeignObjects' : 'confirm'}: only "action": "destroy" takes it`,
    );
  if (input.action !== 'rebuild' && input.runJob === true)
    throw new InvalidInput('the input, at runJob: only "action": "rebuild" runs jobs. Leave it out');
  return input;
};

/** A run, as the state machine's context object gives it. */
export const executionSchema = z.object({
  arn: z.string(),
  name: z.string(),
  /** ISO 8601 */
  startedAt: z.string(),
});
export type Execution = z.output<typeof executionSchema>;

/** When the rows of tables were proven, by `zone.table`; ISO 8601. */
export type ProofTimes = Readonly<Record<string, string>>;

/** What Plan passes to every later step: a reference to the definition, never the definition itself. */
export interface Run {
  readonly lab: Lab;
  readonly execution: Execution;
  readonly mood: (typeof actions)[number];
  readonly repair: boolean;
  readonly setAside: boolean;
  readonly adopt: readonly string[];
  readonly deleteForeignObjects: boolean;
  /** Present if a `destroy` only says what it would do. */
  readonly looking?: true;
  /** As `table` or `zone.table`; `none`: no dataset; empty: all. */
  readonly datasets: readonly string[];
  readonly trigger: (typeof triggers)[number];
  readonly definition: DefinitionReference;
  readonly title: string;
  readonly version: string;
  readonly synthetic: boolean;
  /** Bytes that each step may have for details, beside what it must tell; absent: as many as a small lab. */
  readonly detailBytes?: number;
  /** The most that the lab can cost; absent for a run that destroys it. */
  readonly mostDollarsPerDay?: number;
  /** Tables that need not be counted again if they are unchanged. */
  readonly proven: ProofTimes;
  /** ETag of the last report, which this run's report replaces; absent if there is none. */
  readonly latestReport?: string;
}

/**
 * A part of one dataset's files, so that no payload ever carries a list of files: `[from, to)` is a range of entries in
 * the definition's `files`, or a range of bytes of the manifest in which the lines begin.
 */
export interface Part {
  readonly dataset: string;
  readonly from: number;
  readonly to: number;
  /** ETag of the manifest; absent if the definition itself lists the files. */
  readonly manifest?: string;
  /** Whether the whole manifest is sorted by key: then it is known which part of the table's folder is this one's. */
  readonly inOrder?: true;
}

/** An upload in parts that has begun. */
export interface Upload {
  readonly bucket: string;
  readonly key: string;
  readonly id: string;
}

/** What a function leaves to its next invocation of a part, when it runs out of time or fails. */
export interface Rest {
  /** Index among the batch's parts. */
  readonly part: number;
  /** Number of files of the part that are done. */
  readonly from: number;
  /** Of the next file, if that is copied in parts. */
  readonly upload?: Upload | undefined;
  /** Whether the files that the definition does not name have been dealt with. */
  readonly looked: boolean;
}

/** What one function copies: a part of a large dataset, or several small datasets. */
export interface Batch {
  readonly parts: readonly Part[];
}

/** One of a run's batches, and how many there are: their results must fit into one payload together. */
export interface BatchOfRun extends Batch {
  readonly of: number;
}

/** A job to run: the part of its definition that a run needs. */
export type JobToRun = Pick<Job, 'name' | 'workerType' | 'workers' | 'timeoutMinutes'> & {
  /** The table that it fills. */
  readonly table?:
    | (Pick<TableDefinition, 'zone' | 'table'> & { readonly isPartitioned: boolean })
    | undefined;
};
