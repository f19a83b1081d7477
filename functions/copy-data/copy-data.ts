import type { S3Client } from '@aws-sdk/client-s3';
import * as sample from '../../data/olist-sample/parts.ts';
import { type DatasetFile, selectDatasets } from '../../lab/datasets.ts';
import { SeedChanged } from '../../lab/errors.ts';
import { kinds } from '../../lab/kinds.ts';
import type { Outcome, StepResult } from '../../lab/outcomes.ts';
import type { Batch, Rest, Run, Upload } from '../../lab/run.ts';
import { abortUpload } from '../../reconcile/copy-parts.ts';
import { reconcileFiles } from '../../reconcile/dataset-files.ts';
import { joinBatches } from '../../reconcile/kinds/dataset.ts';
import type { Range } from '../../reconcile/listing.ts';
import { moodOf } from '../frame/mood.ts';
import { refusedWithBucket } from '../frame/refused.ts';
import { readDefinition } from '../seed/definition.ts';
import { readBatch } from '../seed/files.ts';
import { fileSource } from '../seed/source.ts';

/** What a batch has come to: all of it, or what is left for the next invocation. */
export interface CopiedBatch {
  readonly outcomes: Outcome[];
  readonly isDone: boolean;
  readonly rest?: Rest;
}

type Before = Pick<CopiedBatch, 'outcomes' | 'rest'> | null;

/**
 * The part of the table's folder that has none but this batch's files: from its first file to the next batch's. Of an only
 * batch that is the whole folder. Undefined if other batches' files may lie in between.
 */
const partOf = (
  { from, manifest, inOrder }: Batch,
  [first]: readonly DatasetFile[],
  next: DatasetFile | undefined,
): Range | undefined => {
  if (from === 0 && next === undefined) return {};
  if (manifest !== undefined && inOrder !== true) return undefined;
  return { from: from === 0 ? undefined : first?.key, until: next?.key };
};

const copyBatch = async (
  s3: S3Client,
  sampleFile: (key: string) => Uint8Array,
  run: Run,
  storage: StepResult,
  batch: Batch,
  before: Before,
  isTimeUp: () => boolean,
): Promise<CopiedBatch> => {
  const definition = await readDefinition(s3, run.definition, { datasets: sample.filesOfDatasets });
  const [dataset] = selectDatasets(definition, [batch.dataset]);
  if (dataset === undefined)
    throw new SeedChanged(
      `the definition has no dataset ${batch.dataset} any more: the seed was published again. Start the rebuild again`,
    );
  const refused = refusedWithBucket(run, storage, dataset.zone, kinds.dataset.named(dataset));
  if (refused !== undefined) return { outcomes: [refused], isDone: true };
  const { from, upload, looked }: Partial<Rest> = before?.rest ?? {};
  const source = fileSource(s3, run.lab, run.definition, sampleFile, { upload, isTimeUp });
  // Read before the first copy: if copies made the manifest's stream wait, it would run into the time-out.
  const { files, next } = await readBatch(s3, run.definition, dataset, batch);
  const mood = moodOf(s3, run, storage);
  const part = looked === true ? undefined : partOf(batch, files, next);
  const done = await reconcileFiles(s3, run.lab, source, dataset, files, mood, { from, isTimeUp, part });
  return {
    outcomes: joinBatches([...(before?.outcomes ?? []), done.outcome]),
    isDone: done.rest === undefined,
    ...(done.rest === undefined ? {} : { rest: done.rest }),
  };
};

/**
 * Copies one batch of one dataset's files: S3 copies those that are missing or out of date, and size and CRC32 are
 * verified.
 *
 * @param sampleFile makes a file of the built-in sample
 * @param before what earlier invocations have done of this batch; null if there were none
 * @param isTimeUp whether to leave the rest to the next invocation
 */
export const copyData = async (
  s3: S3Client,
  sampleFile: (key: string) => Uint8Array,
  run: Run,
  storage: StepResult,
  batch: Batch,
  before: Before = null,
  isTimeUp = () => false,
): Promise<CopiedBatch> => {
  const handedOver = before?.rest?.upload;
  let goesOn: Upload | undefined;
  try {
    const copied = await copyBatch(s3, sampleFile, run, storage, batch, before, isTimeUp);
    goesOn = copied.rest?.upload;
    return copied;
  } finally {
    // After a failure nobody goes on with it, nor if somebody else's file is there by now. If it is complete, S3 says so.
    if (handedOver !== undefined && goesOn?.id !== handedOver.id) await abortUpload(s3, handedOver);
  }
};
