import { HeadObjectCommand, type HeadObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import type { StoredFile } from '../lab/definition.ts';
import { FileMismatch } from '../lab/errors.ts';
import { shortHash } from '../lab/marks.ts';
import type { Lab } from '../lab/names.ts';
import { isNamed } from './aws-errors.ts';
import type { Place } from './copy-object.ts';
import type { Mood } from './engine.ts';

/** Where a lab's files come from: a seed in S3, or the built-in sample. */
export interface FileSource {
  /**
   * Puts a file in its place, with `metadata` on it and a full-object CRC32.
   * @throws SeedUnavailable, FileMismatch before anything is written
   */
  place(file: StoredFile, to: Place, metadata: Readonly<Record<string, string>>): Promise<void>;
}

/** What happened to one object; `displaced` is where a repair saved what was in its place. */
export interface Fate {
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'kept';
  readonly displaced?: string;
}

const metadataKey = 'daybreak-applied';

/** Names the place too, so that the mark of a copied object means nothing where it was copied to. */
const metadataOf = (file: StoredFile, to: Place): Readonly<Record<string, string>> => ({
  [metadataKey]: `${shortHash(`${to.bucket}/${to.key}`)} ${file.crc32}`,
});

const head = async (
  s3: S3Client,
  lab: Lab,
  { bucket, key }: Place,
  VersionId?: string,
): Promise<HeadObjectCommandOutput | undefined> => {
  try {
    return await s3.send(
      new HeadObjectCommand({
        Bucket: bucket,
        Key: key,
        ...(VersionId === undefined ? {} : { VersionId }),
        ChecksumMode: 'ENABLED',
        ExpectedBucketOwner: lab.account,
      }),
    );
  } catch (error) {
    if (isNamed(error, 'NotFound', 'NoSuchKey', 'NoSuchBucket')) return undefined;
    throw error;
  }
};

const isAsDefined = (object: HeadObjectCommandOutput, file: StoredFile): boolean =>
  object.ContentLength === file.bytes && object.ChecksumCRC32 === file.crc32;

/** An object is written whole: our mark on it says that nobody has put anything there since. */
const isOursUntouched = (object: HeadObjectCommandOutput, to: Place): boolean =>
  object.Metadata?.[metadataKey]?.startsWith(`${shortHash(`${to.bucket}/${to.key}`)} `) === true;

/**
 * Brings one object to what its file should be: places it where it is missing, replaces it where nobody touched it
 * and the definition changed, keeps what somebody else put there. What was placed is verified by size and CRC32.
 *
 * @throws FileMismatch when what arrived is not what the definition says
 */
export const ensureObject = async (
  s3: S3Client,
  lab: Lab,
  source: FileSource,
  file: StoredFile,
  to: Place,
  mood: Mood,
): Promise<Fate> => {
  const before = await head(s3, lab, to);
  if (before !== undefined && isAsDefined(before, file)) return { outcome: 'unchanged' };
  const touched = before !== undefined && !isOursUntouched(before, to);
  if (touched && !mood.repair) return { outcome: 'kept' };
  const outcome = before === undefined ? 'created' : 'updated';
  if (mood.planning) return { outcome };
  const displaced = touched ? await mood.displace?.object(to.bucket, to.key) : undefined;
  await source.place(file, to, metadataOf(file, to));
  const after = await head(s3, lab, to);
  if (after === undefined || !isAsDefined(after, file))
    throw new FileMismatch(
      `${file.key} arrived in s3://${to.bucket}/${to.key} with ${after?.ContentLength ?? 'no'} bytes and CRC32 ` +
        `${after?.ChecksumCRC32 ?? 'unknown'}; the definition says ${file.bytes} and ${file.crc32}. Publish the seed again`,
    );
  return displaced === undefined ? { outcome } : { outcome, displaced };
};

/**
 * Whether an object is the lab's: it carries the mark of having been put there by a rebuild, and nobody has written it
 * since; or it is just what the definition wants there, whoever wrote it.
 *
 * @param fileAt what the definition wants there, if anything; asked only where there is no mark
 * @param version of the object; the newest where it is left out
 */
export const isLabsObject = async (
  s3: S3Client,
  lab: Lab,
  place: Place,
  fileAt: (key: string) => Promise<StoredFile | undefined>,
  version?: string,
): Promise<boolean> => {
  const object = await head(s3, lab, place, version);
  if (object === undefined) return false;
  if (isOursUntouched(object, place)) return true;
  const file = await fileAt(place.key);
  return file !== undefined && isAsDefined(object, file);
};
