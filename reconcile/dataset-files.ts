import type { S3Client } from '@aws-sdk/client-s3';
import {
  compareKeys,
  type DatasetFile,
  type DatasetFiles,
  type DatasetFolder,
  isReadAsRows,
} from '../lab/datasets.ts';
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
import { type Beside, type FoundFile, type PlacedFile, placeOf, summary } from './kinds/dataset.ts';
import { type Listed, listKeys, listRange, type Range } from './listing.ts';
import { type FileSource, object } from './object.ts';
import { setAside } from './set-aside.ts';

/** What listings tell about a file's place. `unknown`: it has to be looked at by itself. */
type Seen = 'absent' | 'as defined' | 'unknown';

/** After so many that the definition does not name in its part of a folder, a batch looks for its own files only. */
const mostExtra = 100_000;

/** After so many that are not the lab's, it looks at no more of them: the run fails anyway, and each look is a call. */
const mostStrangers = 100;

/** What a look at a table's folder has found. */
interface Folder {
  /** By key in the lab; undefined if it was not worth a listing. */
  readonly there?: ReadonlyMap<string, Listed>;
  /** Files that the definition does not name, and that Athena reads; undefined if nobody has looked for them. */
  readonly extra?: readonly FoundFile[];
  /** Whether these are all. */
  readonly isAll: boolean;
}

const keyIn =
  (lab: Lab, dataset: DatasetFiles) =>
  (key: string): string =>
    placeOf(lab, dataset, { key }).key;

const folderOf = (lab: Lab, dataset: DatasetFiles) => ({
  Bucket: bucketName(lab, dataset.zone),
  Prefix: `${dataset.table}/`,
  ExpectedBucketOwner: lab.account,
});

/** What is there for these files. A plan may find no bucket yet. */
const listPlaces = async (
  s3: S3Client,
  lab: Lab,
  dataset: DatasetFiles,
  files: readonly DatasetFile[],
): Promise<ReadonlyMap<string, Listed>> => {
  const keys = files.map(file => placeOf(lab, dataset, file).key);
  return (await orAbsent(listKeys(s3, folderOf(lab, dataset), keys), 'NoSuchBucket')) ?? new Map();
};

/** Lists all of a batch's part of the folder: what is there for its files, and what else Athena reads. */
const listPart = async (
  s3: S3Client,
  lab: Lab,
  dataset: DatasetFolder,
  files: readonly DatasetFile[],
  { from, until }: Range,
): Promise<Folder> => {
  const at = keyIn(lab, dataset);
  const wanted = new Set(files.map(({ key }) => at(key)));
  const there = new Map<string, Listed>();
  const extra: FoundFile[] = [];
  const range = { from: from && at(from), until: until && at(until) };
  let last = '';
  for await (const page of listRange(s3, folderOf(lab, dataset), range)) {
    for (const [key, listed] of page) {
      const { bytes = 0 } = listed;
      if (wanted.has(key)) there.set(key, listed);
      else if (isReadAsRows(dataset, key.slice(dataset.table.length + 1), bytes)) extra.push({ key, bytes });
      last = key;
    }
    if (extra.length < mostExtra) continue;
    const left = files.filter(({ key }) => compareKeys(at(key), last) > 0);
    for (const [key, listed] of await listPlaces(s3, lab, dataset, left)) there.set(key, listed);
    return { there, extra, isAll: false };
  }
  return { there, extra, isAll: true };
};

const lookAt = async (
  s3: S3Client,
  lab: Lab,
  dataset: DatasetFolder,
  files: readonly DatasetFile[],
  left: readonly DatasetFile[],
  part: Range | undefined,
): Promise<Folder> => {
  if (part !== undefined)
    return (
      (await orAbsent(listPart(s3, lab, dataset, files, part), 'NoSuchBucket')) ?? {
        there: new Map(),
        extra: [],
        isAll: true,
      }
    );
  return left.length < 2 ? { isAll: true } : { there: await listPlaces(s3, lab, dataset, left), isAll: true };
};

/**
 * Compares listings with the definition. Equal ETags mean equal content; different ones mean nothing, because they depend
 * on parts and encryption.
 */
const seenInListings = async (
  lab: Lab,
  source: FileSource,
  dataset: DatasetFiles,
  files: readonly DatasetFile[],
  there: ReadonlyMap<string, Listed> | undefined,
): Promise<(file: DatasetFile) => Seen> => {
  if (there === undefined) return () => 'unknown';
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

/**
 * Moves the files out of the way that the definition does not name: those that the lab itself has put there, as for an
 * earlier definition, or all of them if the run was asked to. The others are kept.
 */
const dealWith = async (
  s3: S3Client,
  lab: Lab,
  dataset: DatasetFiles,
  { extra, isAll }: Folder,
  { displace, planning, setAside: isAsked = false }: Mood,
  isTimeUp: () => boolean,
): Promise<{ readonly beside?: Beside; readonly looked: boolean }> => {
  if (extra === undefined) return { looked: true };
  const bucket = bucketName(lab, dataset.zone);
  const stays = { bucket, isAsked, kept: extra, moved: [], saved: [] };
  if (displace === undefined) return { looked: true, beside: stays };
  const permit = { folder: displace.folder, isAsked, planning };
  let strangers = 0;
  const isEnough = () => strangers >= mostStrangers;
  const dealt = await inParallel(
    copiesAtOnce,
    until(() => isEnough() || isTimeUp(), extra),
    async file => {
      const aside = await setAside(s3, lab, { bucket, key: file.key }, permit);
      if (aside.is === 'kept') strangers += 1;
      return { file, ...aside };
    },
  );
  const looked = isEnough() || (dealt.length === extra.length && (isAll || planning));
  const those = (wanted: 'kept' | 'moved') => dealt.flatMap(({ file, is }) => (is === wanted ? [file] : []));
  return {
    looked,
    beside: {
      ...stays,
      // Whoever looks again counts them again.
      kept: looked ? [...those('kept'), ...extra.slice(dealt.length)] : [],
      moved: those('moved'),
      saved: dealt.flatMap(({ saved }) => saved ?? []),
    },
  };
};

/** What was done of some files, and what is left of them when time is up. */
export interface Reconciled {
  readonly outcome: Outcome;
  readonly rest?: Omit<Rest, 'part'>;
}

/** How a batch is divided among invocations, and where it looks for files that the definition does not name. */
interface Turn {
  /** Number of files that were done before. */
  readonly from?: number | undefined;
  /** Whether to leave the remaining files to the next invocation. */
  isTimeUp?(): boolean;
  /** The part of the table's folder, by keys in the seed, that has none but this batch's files; absent: do not look. */
  readonly part?: Range | undefined;
}

/**
 * Reconciles a batch of a dataset's files. Listings tell what is absent, what is as defined, and what else there is; only
 * the other files are looked at one by one. Files that are copied in parts come last, one after the other.
 */
export const reconcileFiles = async (
  s3: S3Client,
  lab: Lab,
  fileSource: FileSource,
  dataset: DatasetFolder,
  files: readonly DatasetFile[],
  mood: Mood,
  { from = 0, isTimeUp = () => false, part }: Turn = {},
): Promise<Reconciled> => {
  const named = kinds.dataset.named(dataset);
  const { source, written } = noting(fileSource);
  const { wholeUpTo = Number.POSITIVE_INFINITY } = source;
  const { whole = [], inParts = [] } = Object.groupBy(files, ({ bytes }) =>
    bytes > wholeUpTo ? 'inParts' : 'whole',
  );
  const left = [...whole, ...inParts].slice(from);
  const folder = await lookAt(s3, lab, dataset, files, left, part);
  const seen = await seenInListings(lab, source, dataset, left, folder.there);
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
  const { beside, looked } = await dealWith(s3, lab, dataset, folder, mood, isTimeUp);
  const outcome = summary(named, placed, beside);
  return placed.length === left.length && looked
    ? { outcome }
    : { outcome, rest: { from: from + placed.length, upload, looked } };
};
