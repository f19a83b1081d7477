import * as z from 'zod/mini';
import { outcomeNames } from './outcome-names.ts';

/*
 * What reports and steps' answers are made of. They are read by other versions than the one that wrote them, so keys that
 * are not known here are left out, and a new key needs a default, or a line in `other-versions.ts`.
 */

const change = z.object({
  property: z.string(),
  /** What AWS had, and what the definition says; as JSON if it is not plain text. */
  from: z.string(),
  to: z.string(),
  /** Of what is put right: whether somebody had changed it since Daybreak last wrote it. */
  repaired: z.optional(z.boolean()),
});

/** How a dataset's files fared. */
const copied = z.object({
  files: z.int(),
  bytes: z.int(),
  copiedFiles: z.int(),
  copiedBytes: z.int(),
});

/** What a destroy finds in a bucket. Bytes are those of all versions. */
const bucketContents = z.object({
  /** The lab's: it deletes them. */
  objects: z.int(),
  bytes: z.int(),
  /** Somebody's: they stay, and so does the bucket, unless `deleteForeignObjects` was asked for. */
  otherObjects: z.int(),
  otherBytes: z.int(),
  /** Unfinished ones. */
  otherUploads: z.int(),
});

/** Files in a table's folder that the definition does not name, and that Athena reads as a part of the table. */
const extra = z.object({
  files: z.int(),
  /** Addresses of some of them: `s3://bucket/table/mine.csv` */
  named: z.array(z.string()),
});

export const outcomeSchema = z.object({
  /** `bucket/daybreak-sor-123456789012-us-east-1`, `table/daybreak_sor.tbl_x`, `dataset/sor.tbl_x` */
  resource: z.string(),
  /** `table`, as `kinds.ts` has them; a report of a newer Daybreak may know more. */
  kind: z.string(),
  outcome: z.enum(outcomeNames),
  /** Of what was refused: whether a rebuild that is asked to `adopt` it would take it over. */
  adoptable: z._default(z.boolean(), false),
  /** What was updated or repaired. */
  changes: z._default(z.array(change), []),
  /** What somebody else changed, and the rebuild left alone. */
  kept: z._default(z.array(change), []),
  /** Why it was refused, what is extra, where displaced content went. */
  notes: z._default(z.array(z.string()), []),
  /** Where a repair or an adoption saved what it displaced: `s3://bucket/displaced/…`; of a dataset's files, the first. */
  displaced: z.optional(z.array(z.string())),
  copied: z.optional(copied),
  /** Of a bucket, in a destroy. */
  contents: z.optional(bucketContents),
  /** Of a dataset: what is kept beside its files. Absent if nobody has looked. */
  extra: z.optional(extra),
});

export type Outcome = z.output<typeof outcomeSchema>;
export type Change = z.output<typeof change>;
export type Copied = z.output<typeof copied>;
export type BucketContents = z.output<typeof bucketContents>;
export type Extra = z.output<typeof extra>;

/** One cause of a failed run. `error` is a name of `errors.ts` or of AWS; `cause` says what to do. */
export const failureSchema = z.object({ step: z.string(), error: z.string(), cause: z.string() });
export type Failure = z.output<typeof failureSchema>;

/** What the state machine's Catch saw; AWS leaves `Cause` out where it knows none. */
const caughtSchema = z.object({ Error: z.string(), Cause: z.optional(z.string()) });
export type CaughtError = z.output<typeof caughtSchema>;

/** What each step hands to the report. */
const stepResultSchema = z.strictObject({
  step: z.string(),
  outcomes: z.array(outcomeSchema),
  /** What carries the lab's mark and the definition does not name. */
  orphaned: z.optional(z.array(z.string())),
  /** What else people should know, about the account rather than one resource. */
  notes: z.optional(z.array(z.string())),
  startedAt: z.optional(z.string()),
  seconds: z.optional(z.number()),
  failure: z.optional(caughtSchema),
});
export type StepResult = z.output<typeof stepResultSchema>;

/** What a step found and did. */
export type StepOutcomes = Pick<StepResult, 'outcomes' | 'orphaned'>;

/** What the parallel branches hand over: each the results of its steps. */
export type BranchResults = readonly (StepResult | readonly StepResult[])[];

const cell = z.nullable(z.string());

/** How many rows a dataset's table has; how many a job's run has published; what a smoke test answers. */
export const proofKinds = ['rows', 'job', 'answer'] as const;

/** One thing that a query proved, or did not. */
export const proofSchema = z.object({
  kind: z.enum(proofKinds),
  /** `zone.table` whose rows were counted; a smoke test may ask about any. */
  table: z.optional(z.string()),
  /** For people: `rows of sor.tbl_x`, or the name of a smoke test. */
  name: z.string(),
  passed: z.boolean(),
  /** Rows of cells, as Athena answers them: text, or null. */
  expected: z.array(z.array(cell)),
  actual: z.array(z.array(cell)),
  /** Why Athena gave no answer; `actual` is then empty. */
  error: z.optional(z.string()),
  /** When Athena answered; ISO 8601. Earlier than the run if nothing has changed since. */
  provenAt: z.string(),
  /** Of row counts: which definition of the table it is about. */
  fingerprint: z.optional(z.string()),
  /** Anything else worth knowing. */
  note: z.optional(z.string()),
});
export type Proof = z.output<typeof proofSchema>;

/** One partition's values, in the order of the table's keys; none for a table without partitions. */
const partition = z.array(z.string());

/** What one of the lab's jobs did in a rebuild that was asked to run it. */
export const jobRunSchema = z.object({
  /** As Glue names it: `daybreak-orders` */
  job: z.string(),
  /** Glue's id of the run; absent when the job was left out. */
  id: z.optional(z.string()),
  /** What Glue bills, but for its minimum of a minute. */
  seconds: z.optional(z.number()),
  /** What the run has published, for the smoke test to count. */
  published: z.optional(z.object({ table: z.string(), partitions: z.array(partition) })),
  /** Why it was left out, or why nothing can be proven. */
  notes: z._default(z.array(z.string()), []),
});
export type JobRun = z.output<typeof jobRunSchema>;

/** What the step hands over for one job; of one that failed, no run. */
export type JobRunResult = StepResult & { readonly jobRun?: JobRun };

/** The smoke test's result: a step result with its proofs. */
export type ProofResult = StepResult & { readonly proofs: readonly Proof[] };
