import { DeleteObjectCommand, type HeadObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import { ObjectBusy } from '../lab/errors.ts';
import type { Lab } from '../lab/names.ts';
import { isOvertaken, orAbsent, saying } from './aws-errors.ts';
import { saveObject } from './displaced-object.ts';
import { head, isOursUntouched } from './object-mark.ts';
import { addressOf, type Place } from './place.ts';

/** How often to try while others write the same object. */
const mostTries = 4;

const isSame = (saved: HeadObjectCommandOutput | undefined, found: HeadObjectCommandOutput): boolean =>
  saved !== undefined &&
  saved.ContentLength === found.ContentLength &&
  // S3 computes a checksum for the copy; the object itself may have none, or one of its parts.
  (found.ChecksumCRC32 === undefined ||
    found.ChecksumType === 'COMPOSITE' ||
    saved.ChecksumCRC32 === found.ChecksumCRC32);

/**
 * Deletes an object if it is still the one that was looked at. General purpose buckets take the condition and answer 412,
 * or 404 if nothing is there: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html
 */
const deleteSeen = async (
  s3: S3Client,
  lab: Lab,
  at: Place,
  { ETag }: HeadObjectCommandOutput,
): Promise<void> => {
  // Without its condition, the call would delete whatever is there by now.
  if (ETag === undefined) throw new Error(`S3 gives no ETag for ${addressOf(at)}: it stays where it is`);
  const object = { Bucket: at.bucket, Key: at.key, ExpectedBucketOwner: lab.account };
  try {
    await s3.send(new DeleteObjectCommand({ ...object, IfMatch: ETag }));
  } catch (error) {
    throw saying(error, `DeleteObject ${addressOf(at)}`);
  }
};

/** What S3 answers about an object with somebody's own key: it can't be known to be the lab's. */
const unreadable = ['AccessDenied', 'BadRequest'];

/** How a run may move what the definition does not name. */
interface Permit {
  /** Where this run saves what it displaces. */
  readonly folder: Place;
  /** Whether a person has asked for it: then it moves what is not the lab's, too. */
  readonly isAsked: boolean;
  /** Stops before anything is written. */
  readonly planning: boolean;
}

/** What became of an object: the address where it is saved, if it was moved. */
interface SetAside {
  readonly is: 'moved' | 'kept' | 'gone';
  readonly saved?: string;
}

/**
 * Moves an object out of the way: saves it, looks at what it has saved, and deletes exactly that content. Without
 * anybody's word, it moves only what the lab itself has put there and nobody has changed since. An object that is written
 * meanwhile is looked at anew, and the version before stays saved, too.
 *
 * @throws ObjectBusy if somebody writes it during every attempt
 */
export const setAside = async (
  s3: S3Client,
  lab: Lab,
  from: Place,
  { folder, isAsked, planning }: Permit,
): Promise<SetAside> => {
  if (isAsked && planning) return { is: 'moved' };
  let aside: SetAside = { is: 'gone' };
  for (let made = 1; made <= mostTries; made += 1) {
    try {
      const looked = await orAbsent(
        head(s3, lab, from).then(found => ({ found })),
        ...(isAsked ? [] : unreadable),
      );
      if (looked === undefined) return { ...aside, is: 'kept' };
      const { found } = looked;
      // Perhaps it was our own call that deleted it, and its answer was lost.
      if (found === undefined) return aside;
      if (!isAsked && !isOursUntouched(found, from)) return { ...aside, is: 'kept' };
      if (planning) return { is: 'moved' };
      const to = await saveObject(s3, lab, folder, from, found);
      if (!isSame(await head(s3, lab, to), found))
        throw new Error(`${addressOf(to)} is not the same as ${addressOf(from)}, which stays where it is`);
      aside = { is: 'moved', saved: addressOf(to) };
      await deleteSeen(s3, lab, from, found);
      return aside;
    } catch (error) {
      if (!isOvertaken(error)) throw error;
    }
  }
  throw new ObjectBusy(
    `${addressOf(from)} was overwritten during each attempt to set it aside. ` +
      'Start the rebuild again when the writing has stopped',
  );
};
