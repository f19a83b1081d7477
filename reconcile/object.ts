import { HeadObjectCommand, type HeadObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import type { StoredFile } from '../lab/definition.ts';
import { FileMismatch, ObjectBusy } from '../lab/errors.ts';
import type { Named } from '../lab/kinds.ts';
import { appliedFrom, shortHash } from '../lab/marks.ts';
import type { Lab } from '../lab/names.ts';
import { inWords, isMissing } from './aws-errors.ts';
import type { Observation, ReconciledResource } from './engine.ts';
import { asSeen, type Condition, type Place } from './place.ts';

/** Source of a lab's files: a seed in S3, or the built-in sample. */
export interface FileSource {
  /**
   * Writes a file to its place, with `metadata` and a full-object CRC32.
   * @throws SeedUnavailable or FileMismatch before anything is written; S3's PreconditionFailed or
   * ConditionalRequestConflict when somebody else has written there, or when the source has changed
   */
  place(
    file: StoredFile,
    to: Place,
    metadata: Readonly<Record<string, string>>,
    condition: Condition,
  ): Promise<void>;
}

const metadataKey = 'daybreak-applied';

/** Identifies the place, so that the mark of an object that somebody copies elsewhere means nothing there. */
const placeHash = ({ bucket, key }: Place): string => shortHash(`${bucket}/${key}`);

/** The mark of an object with this content in this place. */
export const objectMark = (to: Place, crc32: string): Readonly<Record<string, string>> => ({
  [metadataKey]: `${placeHash(to)} ${crc32}`,
});

/** Stands for the CRC32 in the mark of what a repair saves: its content is not the lab's. */
const saved = 'displaced';

/** The mark of an object that a repair saved in this place. */
export const displacedMark = (to: Place): Readonly<Record<string, string>> => objectMark(to, saved);

/** An object as S3 describes it; undefined if it does not exist. */
export const head = async (
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
    if (isMissing(error)) return undefined;
    throw inWords(error, `HeadObject s3://${bucket}/${key}`);
  }
};

/** The compared content of an object: `25 bytes, CRC32 AAAAAA==` */
const contentOf = ({ ContentLength, ChecksumCRC32 }: HeadObjectCommandOutput): string =>
  `${ContentLength ?? 'unknown'} bytes, CRC32 ${ChecksumCRC32 ?? 'unknown'}`;

const definedContent = ({ bytes, crc32 }: StoredFile): string => `${bytes} bytes, CRC32 ${crc32}`;

const isAsDefined = (object: HeadObjectCommandOutput, file: StoredFile): boolean =>
  contentOf(object) === definedContent(file);

/**
 * Whether an object is still as the lab wrote it: its mark names its place and its content. Many tools keep the
 * metadata when they overwrite an object, so the place alone proves nothing.
 */
export const isOursUntouched = (object: HeadObjectCommandOutput, at: Place): boolean => {
  const [place, content] = object.Metadata?.[metadataKey]?.split(' ') ?? [];
  return place === placeHash(at) && (content === saved || content === object.ChecksumCRC32);
};

interface ObjectState {
  readonly content: string;
  readonly [property: string]: string;
}

/**
 * One object, and the file that it should be, as part of the resource that the caller names. Its mark shows whether
 * somebody else has written it; an object that is as defined is fine, no matter who wrote it. An object that appears or
 * changes between the look and the write is not lost: S3 refuses the write. What was written is verified by size and
 * CRC32.
 *
 * Its writes throw FileMismatch when the written object differs from the definition.
 */
export const object = (
  s3: S3Client,
  lab: Lab,
  source: FileSource,
  file: StoredFile,
  to: Place,
): Omit<ReconciledResource<ObjectState, HeadObjectCommandOutput>, keyof Named> => {
  const address = `s3://${to.bucket}/${to.key}`;
  const place = async (before: HeadObjectCommandOutput | undefined): Promise<undefined> => {
    await source.place(file, to, objectMark(to, file.crc32), asSeen(before));
    const after = await head(s3, lab, to);
    if (after === undefined || !isAsDefined(after, file))
      throw new FileMismatch(
        `${file.key} arrived in ${address} with ${after?.ContentLength ?? 'no'} bytes and CRC32 ` +
          `${after?.ChecksumCRC32 ?? 'unknown'}; the definition says ${file.bytes} and ${file.crc32}. Publish the seed again`,
      );
  };
  return {
    properties: { content: {} },

    desired: () => ({ content: definedContent(file) }),

    async observe(): Promise<Observation<ObjectState, HeadObjectCommandOutput>> {
      const there = await head(s3, lab, to);
      if (there === undefined) return { is: 'absent' };
      const state = { content: contentOf(there) };
      const known = isAsDefined(there, file) || isOursUntouched(there, to);
      return { is: 'ours', state, applied: known ? appliedFrom(state) : {}, extra: there };
    },

    create: () => place(undefined),

    update: (_next, _changed, _applied, before) => place(before),

    displace: (displace, found) => displace.object(to, found),

    busy: () =>
      new ObjectBusy(
        `${address}, or ${file.key} in the seed, was overwritten during each attempt to copy it. ` +
          'Start the rebuild again when the writing has stopped',
      ),
  };
};

/**
 * Whether an object is the lab's: it carries the mark of a rebuild and has not been overwritten since, or it is exactly
 * what the definition wants there, no matter who wrote it.
 *
 * @param fileAt the file that the definition wants there, if any; called only if the object has no valid mark
 * @param version version of the object; default: the newest
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
