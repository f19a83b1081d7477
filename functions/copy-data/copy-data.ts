import type { S3Client } from '@aws-sdk/client-s3';
import * as sample from '../../data/olist-sample/parts.ts';
import { type DatasetFile, type DatasetFolder, selectDatasets } from '../../lab/datasets.ts';
import { SeedChanged } from '../../lab/errors.ts';
import { inParallel } from '../../lab/in-parallel.ts';
import { kinds } from '../../lab/kinds.ts';
import type { Outcome, StepResult } from '../../lab/outcomes.ts';
import type { Batch, Part, Rest, Run, Upload } from '../../lab/run.ts';
import { abortUpload } from '../../reconcile/copy-parts.ts';
import { type Reconciled, reconcileFiles } from '../../reconcile/dataset-files.ts';
import { joinBatches } from '../../reconcile/kinds/dataset.ts';
import type { Range } from '../../reconcile/listing.ts';
import { moodOf } from '../frame/mood.ts';
import { refusedWithBucket } from '../frame/refused.ts';
import { readDefinition } from '../seed/definition.ts';
import { readPart } from '../seed/files.ts';
import { fileSource } from '../seed/source.ts';

/** What a batch has come to: all of it, or what is left for the next invocation. */
export interface CopiedBatch {
  readonly outcomes: Outcome[];
  readonly isDone: boolean;
  readonly rest?: readonly Rest[];
}

type Before = Pick<CopiedBatch, 'outcomes' | 'rest'>;

/** Each of these has up to `copiesAtOnce` copies under way. */
const partsAtOnce = 8;

/**
 * The part of the table's folder that has none but this part's files: from its first file to the next part's. Of an only
 * part that is the whole folder. Undefined if other parts' files may lie in between.
 */
const rangeOf = (
  { from, manifest, inOrder }: Part,
  [first]: readonly DatasetFile[],
  next: DatasetFile | undefined,
): Range | undefined => {
  if (from === 0 && next === undefined) return {};
  if (manifest !== undefined && inOrder !== true) return undefined;
  return { from: from === 0 ? undefined : first?.key, until: next?.key };
};

/** Copies what is left of a part of one dataset's files. */
const copyPart = async (
  s3: S3Client,
  sampleFile: (key: string) => Uint8Array,
  run: Run,
  storage: StepResult,
  definition: { readonly datasets: readonly DatasetFolder[] },
  part: Part,
  { from, upload, looked }: Rest,
  isTimeUp: () => boolean,
): Promise<Reconciled> => {
  const [dataset] = selectDatasets(definition, [part.dataset]);
  if (dataset === undefined)
    throw new SeedChanged(
      `the definition has no dataset ${part.dataset} any more: the seed was published again. Start the rebuild again`,
    );
  const refused = refusedWithBucket(run, storage, dataset.zone, kinds.dataset.named(dataset));
  if (refused !== undefined) return { outcome: refused };
  const source = fileSource(s3, run.lab, run.definition, sampleFile, { upload, isTimeUp });
  // Read before the first copy: if copies made the manifest's stream wait, it would run into the time-out.
  const { files, next } = await readPart(s3, run.definition, dataset, part);
  const range = looked ? undefined : rangeOf(part, files, next);
  return reconcileFiles(s3, run.lab, source, dataset, files, moodOf(s3, run, storage), {
    from,
    isTimeUp,
    part: range,
  });
};

interface FailedPart {
  readonly error: unknown;
}

const copyBatch = async (
  s3: S3Client,
  sampleFile: (key: string) => Uint8Array,
  run: Run,
  storage: StepResult,
  { parts }: Batch,
  todo: readonly Rest[],
  before: readonly Outcome[],
  isTimeUp: () => boolean,
): Promise<CopiedBatch> => {
  const definition = await readDefinition(s3, run.definition, { datasets: sample.filesOfDatasets });
  const copied = await inParallel(partsAtOnce, todo, async (left): Promise<Reconciled | FailedPart> => {
    const part = parts[left.part];
    if (part === undefined) throw new Error(`the batch has no part ${left.part}`);
    try {
      return await copyPart(s3, sampleFile, run, storage, definition, part, left, isTimeUp);
    } catch (error) {
      return { error };
    }
  });
  const failed = copied.filter(result => 'error' in result);
  // As long as others get on, what fails is left to the next invocation: the report then has what the others did.
  if (failed[0] !== undefined && failed.length === copied.length) throw failed[0].error;
  const rest = todo.flatMap(({ part, from, looked }, index): Rest[] => {
    const result = copied[index];
    if (result === undefined || 'error' in result) return [{ part, from, looked }];
    return result.rest === undefined ? [] : [{ part, ...result.rest }];
  });
  const outcomes = copied.flatMap(result => ('error' in result ? [] : [result.outcome]));
  return {
    outcomes: joinBatches([...before, ...outcomes]),
    isDone: rest.length === 0,
    ...(rest.length === 0 ? {} : { rest }),
  };
};

/**
 * Copies a batch: S3 copies the files that are missing or out of date, and size and CRC32 are verified.
 *
 * @param sampleFile makes a file of the built-in sample
 * @param before what earlier invocations have done of this batch
 * @param isTimeUp whether to leave the rest to the next invocation
 */
export const copyData = async (
  s3: S3Client,
  sampleFile: (key: string) => Uint8Array,
  run: Run,
  storage: StepResult,
  batch: Batch,
  before: Before = { outcomes: [] },
  isTimeUp = () => false,
): Promise<CopiedBatch> => {
  const todo: readonly Rest[] =
    before.rest ?? batch.parts.map((_, part) => ({ part, from: 0, looked: false }));
  let goOn: readonly (Upload | undefined)[] = [];
  try {
    const copied = await copyBatch(s3, sampleFile, run, storage, batch, todo, before.outcomes, isTimeUp);
    goOn = (copied.rest ?? []).map(({ upload }) => upload);
    return copied;
  } finally {
    // After a failure nobody goes on with an upload, nor if somebody else's file is there by now. If it is complete, S3
    // says so.
    for (const { upload } of todo)
      if (upload !== undefined && !goOn.some(each => each?.id === upload.id)) await abortUpload(s3, upload);
  }
};
