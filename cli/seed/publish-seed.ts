import type { S3Client } from '@aws-sdk/client-s3';
import { measureBytes } from '../../lab/crc32.ts';
import { FileMismatch } from '../../lab/errors.ts';
import { inParallel } from '../../lab/in-parallel.ts';
import type { SeedUri } from '../../lab/seed-uri.ts';
import type { Condition } from '../../reconcile/place.ts';
import { besideLive } from './editions.ts';
import { placesOf } from './in-place.ts';
import { readLive } from './live-seed.ts';
import { largestWhole, putFile } from './put-file.ts';
import type { SeedFile, SeedFolder } from './seed-folder.ts';

/** Fewer than the SDK's 50 sockets, enough for many small files, and at most 128 MiB in memory. */
const filesAtOnce = 8;
/** Files that go up in parts, several parts at once: at most 192 MiB in memory. */
const largeFilesAtOnce = 3;
/** Most files that a message names. */
const mostNamed = 20;

export interface PublishCounts {
  /** Files, `lab.json` included. */
  readonly uploaded: number;
  /** Files that were in place. */
  readonly skipped: number;
  /** Bytes that were sent. */
  readonly bytes: number;
  /** Bytes that an interrupted upload had left there. */
  readonly resumed: number;
}

export interface PublishProgress extends PublishCounts {
  /** Files to publish in total, `lab.json` included. */
  readonly files: number;
  /** Bytes that are in the seed now, of `total`. */
  readonly done: number;
  readonly total: number;
}

type Publishable = Pick<SeedFolder, 'definition' | 'files'>;

const definitionFile = ({ definition }: Publishable): SeedFile => {
  const body = `${JSON.stringify(definition, null, 2)}\n`;
  return { key: 'lab.json', body, ...measureBytes(Buffer.from(body)) };
};

const changedWords = (keys: readonly string[]): string => {
  const more = keys.length - mostNamed;
  const list = [...keys.slice(0, mostNamed), ...(more > 0 ? [`${more} more`] : [])].join(', ');
  return `${list} changed while ${keys.length === 1 ? 'it was' : 'they were'} being published. Publish again`;
};

/** Counts what is done, and tells it after each file and each part of one. */
const counting = (files: readonly SeedFile[], onProgress: (progress: PublishProgress) => void) => {
  let counts: PublishCounts = { uploaded: 0, skipped: 0, bytes: 0, resumed: 0 };
  let done = 0;
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const tell = (next: Partial<PublishCounts>, more = 0): void => {
    counts = { ...counts, ...next };
    done += more;
    onProgress({ ...counts, files: files.length, done, total });
  };
  return {
    counts: () => counts,
    skipped: (file: SeedFile) => tell({ skipped: counts.skipped + 1 }, file.bytes),
    bytes: (more: number, wereThere: boolean) =>
      tell(wereThere ? { resumed: counts.resumed + more } : { bytes: counts.bytes + more }, more),
    uploaded: () => tell({ uploaded: counts.uploaded + 1 }),
  };
};

/**
 * Publishes a folder as a seed: writes what is missing or different, and `lab.json` last, once everything else is
 * there. Until then, the seed that was there stays whole. Deletes nothing. The bucket has to exist.
 *
 * @throws FileMismatch that names all files that changed meanwhile; Failed if somebody else publishes there, or if
 *   writing is denied; SeedUnavailable if what is there can't be read; S3's errors
 */
export const publishSeed = async (
  s3: S3Client,
  folder: Publishable,
  target: SeedUri,
  onProgress: (progress: PublishProgress) => void = () => {},
): Promise<PublishCounts> => {
  const live = await readLive(s3, target);
  const seed = besideLive(folder, live.files);
  const last = definitionFile(seed);
  const count = counting([...seed.files, last], onProgress);
  const changed: string[] = [];
  const write = async (file: SeedFile, condition: Condition): Promise<void> => {
    if ((await putFile(s3, target, file, condition, count.bytes)) === 'changed') changed.push(file.key);
    else count.uploaded();
  };

  const findPlace = await placesOf(s3, target, seed.files);
  const publish = async (file: SeedFile): Promise<void> => {
    const found = await findPlace(file);
    if (found.is === 'in place') count.skipped(file);
    else await write(file, found.condition);
  };
  const { small = [], large = [] } = Object.groupBy(seed.files, ({ bytes }) =>
    bytes > largestWhole ? 'large' : 'small',
  );
  await inParallel(filesAtOnce, small, publish);
  await inParallel(largeFilesAtOnce, large, publish);
  if (changed.length > 0) throw new FileMismatch(changedWords(changed.sort()));

  if (live.crc32 === last.crc32) count.skipped(last);
  else await write(last, live.condition);
  return count.counts();
};
