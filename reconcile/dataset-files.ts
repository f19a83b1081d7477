import type { S3Client } from '@aws-sdk/client-s3';
import type { DatasetFile, DatasetFiles } from '../lab/datasets.ts';
import { FileMismatch } from '../lab/errors.ts';
import { inParallel } from '../lab/in-parallel.ts';
import { kinds } from '../lab/kinds.ts';
import { bucketName, type Lab } from '../lab/names.ts';
import { outcomeOf } from '../lab/outcome-of.ts';
import type { Outcome } from '../lab/outcomes.ts';
import type { Rest, Upload } from '../lab/run.ts';
import { copiesAtOnce } from './aws-calls.ts';
import { orAbsent } from './aws-errors.ts';
import { CopyUnfinished } from './copy-parts.ts';
import { type Mood, reconcile } from './engine.ts';
import { type PlacedFile, placeOf, summary } from './kinds/dataset.ts';
import { type Listed, listKeys } from './listing.ts';
import { type FileSource, object } from './object.ts';

/** What listings tell about a file's place. `unknown`: it has to be looked at by itself. */
type Seen = 'absent' | 'as defined' | 'unknown';

/**
 * Compares two listings, a thousand objects a call, with the definition. Equal ETags mean equal content; different ones
 * mean nothing, because they depend on parts and encryption.
 */
const seenInListings = async (
  s3: S3Client,
  lab: Lab,
  source: FileSource,
  dataset: DatasetFiles,
  files: readonly DatasetFile[],
): Promise<(file: DatasetFile) => Seen> => {
  if (files.length < 2) return () => 'unknown';
  const there = await listPlaces(s3, lab, dataset, files);
  const thereFor = (file: DatasetFile) => there.get(placeOf(lab, dataset, file).key);
  const unsure = files.filter(file => file.etag === undefined && thereFor(file)?.bytes === file.bytes);
  const inSource = unsure.length < 2 ? undefined : await source.list?.(unsure.map(({ key }) => key));
  return file => {
    const found = thereFor(file);
    if (found === undefined) return 'absent';
    const etag = file.etag ?? inSource?.get(file.key)?.etag;
    return found.bytes === file.bytes && found.etag === etag ? 'as defined' : 'unknown';
  };
};

/** What is there for these files. A plan may find no bucket yet. */
const listPlaces = async (
  s3: S3Client,
  lab: Lab,
  dataset: DatasetFiles,
  files: readonly DatasetFile[],
): Promise<ReadonlyMap<string, Listed>> => {
  const keys = files.map(file => placeOf(lab, dataset, file).key);
  const Bucket = bucketName(lab, dataset.zone);
  const folder = { Bucket, Prefix: `${dataset.table}/`, ExpectedBucketOwner: lab.account };
  return (await orAbsent(listKeys(s3, folder, keys), 'NoSuchBucket')) ?? new Map();
};

/** Notes the ETag of everything that a source writes, by its key in the lab. */
const noting = (source: FileSource): { source: FileSource; written: Map<string, string | undefined> } => {
  const written = new Map<string, string | undefined>();
  return {
    written,
    source: {
      ...source,
      async place(file, to, metadata, condition) {
        const answer = await source.place(file, to, metadata, condition);
        written.set(to.key, answer.etag);
        return answer;
      },
    },
  };
};

/**
 * Compares sizes with what was written. The answer to a copy has a checksum and no size, and a manifest that is wrong
 * about sizes would bypass `MaxSeedGiB`.
 */
const checkSizes = async (
  s3: S3Client,
  lab: Lab,
  dataset: DatasetFiles,
  files: readonly DatasetFile[],
  written: ReadonlyMap<string, string | undefined>,
): Promise<void> => {
  const unseen = files.filter(
    file => file.etag !== undefined && written.has(placeOf(lab, dataset, file).key),
  );
  const there = await listPlaces(s3, lab, dataset, unseen);
  for (const file of unseen) {
    const { bucket, key } = placeOf(lab, dataset, file);
    const found = there.get(key);
    // With another ETag, it is what somebody has written since.
    if (found !== undefined && found.etag === written.get(key) && found.bytes !== file.bytes)
      throw new FileMismatch(
        `${file.key} has ${found.bytes} bytes in s3://${bucket}/${key}; the manifest says ${file.bytes}. ` +
          'Publish the seed again',
      );
  }
};

function* until<Item>(isTimeUp: () => boolean, items: readonly Item[]): Generator<Item> {
  for (const item of items) {
    if (isTimeUp()) return;
    yield item;
  }
}

/** What was done of a batch, and what is left of it when time is up. */
export interface Reconciled {
  readonly outcome: Outcome;
  readonly rest?: Rest;
}

/**
 * Reconciles a batch of a dataset's files. Listings tell what is absent and what is as defined; only the other files are
 * looked at one by one. Files that are copied in parts come last, one after the other.
 *
 * @param from number of files that were done before
 * @param isTimeUp whether to leave the remaining files to the next invocation
 */
export const reconcileFiles = async (
  s3: S3Client,
  lab: Lab,
  fileSource: FileSource,
  dataset: DatasetFiles,
  files: readonly DatasetFile[],
  mood: Mood,
  { from = 0, isTimeUp = () => false }: { readonly from?: number | undefined; isTimeUp?(): boolean } = {},
): Promise<Reconciled> => {
  const named = kinds.dataset.named(dataset);
  const { source, written } = noting(fileSource);
  const { wholeUpTo = Number.POSITIVE_INFINITY } = source;
  const { whole = [], inParts = [] } = Object.groupBy(files, ({ bytes }) =>
    bytes > wholeUpTo ? 'inParts' : 'whole',
  );
  const left = [...whole, ...inParts].slice(from);
  const seen = await seenInListings(s3, lab, source, dataset, left);
  const unchanged = outcomeOf(named, 'unchanged');

  const place = async (file: DatasetFile): Promise<PlacedFile> => {
    const to = placeOf(lab, dataset, file);
    const state = seen(file);
    const resource = { ...named, ...object(s3, lab, source, file, to, state === 'absent') };
    const outcome = state === 'as defined' ? unchanged : await reconcile(resource, mood);
    return { key: to.key, bytes: file.bytes, outcome };
  };
  const small = left.slice(0, Math.max(0, whole.length - from));
  const placed = await inParallel(copiesAtOnce, until(isTimeUp, small), place);
  let upload: Upload | undefined;
  for (const file of until(isTimeUp, left.slice(small.length)))
    try {
      placed.push(await place(file));
    } catch (error) {
      if (!(error instanceof CopyUnfinished)) throw error;
      upload = error.upload;
      break;
    }
  if (written.size > 0) await checkSizes(s3, lab, dataset, left, written);
  const outcome = summary(named, placed);
  return placed.length === left.length
    ? { outcome }
    : { outcome, rest: { from: from + placed.length, upload } };
};
