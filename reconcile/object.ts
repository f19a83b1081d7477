import type { HeadObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import type { DatasetFile } from '../lab/datasets.ts';
import type { StoredFile } from '../lab/definition.ts';
import { FileMismatch, ObjectBusy } from '../lab/errors.ts';
import type { Named } from '../lab/kinds.ts';
import { appliedFrom } from '../lab/marks.ts';
import type { Lab } from '../lab/names.ts';
import type { Written } from './copy-object.ts';
import { saveObject } from './displaced-object.ts';
import type { Observation, ReconciledResource } from './engine.ts';
import type { Listed } from './listing.ts';
import { head, isOursUntouched, objectMark } from './object-mark.ts';
import { addressOf, asSeen, type Condition, type Place } from './place.ts';

/** Source of a lab's files: a seed in S3, or the built-in sample. */
export interface FileSource {
  /**
   * Writes a file to its place, with `metadata` and a full-object CRC32.
   * @throws SeedUnavailable or FileMismatch before anything is written; S3's PreconditionFailed or
   * ConditionalRequestConflict when somebody else has written there, or when the source has changed; CopyUnfinished
   */
  place(
    file: DatasetFile,
    to: Place,
    metadata: Readonly<Record<string, string>>,
    condition: Condition,
  ): Promise<Written>;
  /** What a listing says about these files, by key; left out where there is nothing to list. */
  list?(keys: readonly string[]): Promise<ReadonlyMap<string, Listed>>;
  /** Bytes above which a file is copied in parts; left out if none is. */
  readonly wholeUpTo?: number;
}

/** The compared content of an object: `25 bytes, CRC32 AAAAAA==` */
const contentOf = ({ ContentLength, ChecksumCRC32 }: HeadObjectCommandOutput): string =>
  `${ContentLength ?? 'unknown'} bytes, CRC32 ${ChecksumCRC32 ?? 'unknown'}`;

const definedContent = ({ bytes, crc32 }: StoredFile): string => `${bytes} bytes, CRC32 ${crc32}`;

const isAsDefined = (object: HeadObjectCommandOutput, file: StoredFile): boolean =>
  contentOf(object) === definedContent(file);

interface ObjectState {
  readonly content: string;
  readonly [property: string]: string;
}

/**
 * One object, and the file that it should be, as part of the resource that the caller names. Its mark shows whether
 * somebody else has written it; an object that is as defined is fine, no matter who wrote it. An object that appears or
 * changes between the look and the write is not lost: S3 refuses the write. What was written is verified by its CRC32,
 * and by its size if it has to be looked at.
 *
 * Its writes throw FileMismatch when the written object differs from the definition.
 *
 * @param isAbsent whether a listing has just shown that nothing is there, which spares the first look
 */
export const object = (
  s3: S3Client,
  lab: Lab,
  source: FileSource,
  file: DatasetFile,
  to: Place,
  isAbsent = false,
): Omit<ReconciledResource<ObjectState, HeadObjectCommandOutput>, keyof Named> => {
  const address = addressOf(to);
  const place = async (before: HeadObjectCommandOutput | undefined): Promise<undefined> => {
    const { etag, crc32 } = await source.place(file, to, objectMark(to, file.crc32), asSeen(before));
    if (crc32 === file.crc32) return;
    const after = await head(s3, lab, to);
    // Then somebody has written it since: the next rebuild says so.
    if (etag !== undefined && after?.ETag !== etag) return;
    if (after === undefined || !isAsDefined(after, file))
      throw new FileMismatch(
        `${file.key} arrived in ${address} with ${after?.ContentLength ?? 'no'} bytes and CRC32 ` +
          `${after?.ChecksumCRC32 ?? 'unknown'}; the definition says ${file.bytes} and ${file.crc32}. Publish the seed again`,
      );
  };
  let spareLook = isAbsent;
  return {
    properties: { content: {} },

    desired: () => ({ content: definedContent(file) }),

    async observe(): Promise<Observation<ObjectState, HeadObjectCommandOutput>> {
      const there = spareLook ? undefined : await head(s3, lab, to);
      spareLook = false;
      if (there === undefined) return { is: 'absent' };
      const state = { content: contentOf(there) };
      const known = isAsDefined(there, file) || isOursUntouched(there, to);
      return { is: 'ours', state, applied: known ? appliedFrom(state) : {}, extra: there };
    },

    create: () => place(undefined),

    update: (_next, _changed, _applied, before) => place(before),

    displace: async ({ folder }, found) => addressOf(await saveObject(s3, lab, folder, to, found)),

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
