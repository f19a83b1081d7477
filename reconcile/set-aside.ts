import { DeleteObjectCommand, type HeadObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import { ObjectBusy } from '../lab/errors.ts';
import type { Lab } from '../lab/names.ts';
import { isOvertaken, saying } from './aws-errors.ts';
import { saveObject } from './displaced-object.ts';
import { head } from './object-mark.ts';
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

/**
 * Moves somebody's object out of the way: saves it, looks at what it has saved, and deletes exactly that content. An
 * object that is written meanwhile is moved in its new version, and the version before stays saved, too.
 *
 * @param folder where this run saves what it displaces
 * @returns the address of what it saved; undefined if the object was gone before
 * @throws ObjectBusy if somebody writes it during every attempt
 */
export const setAside = async (
  s3: S3Client,
  lab: Lab,
  folder: Place,
  from: Place,
): Promise<string | undefined> => {
  let saved: string | undefined;
  for (let made = 1; made <= mostTries; made += 1) {
    const found = await head(s3, lab, from);
    // Perhaps it was our own call that deleted it, and its answer was lost.
    if (found === undefined) return saved;
    try {
      const to = await saveObject(s3, lab, folder, from, found);
      if (!isSame(await head(s3, lab, to), found))
        throw new Error(`${addressOf(to)} is not the same as ${addressOf(from)}, which stays where it is`);
      saved = addressOf(to);
      await deleteSeen(s3, lab, from, found);
      return saved;
    } catch (error) {
      if (!isOvertaken(error)) throw error;
    }
  }
  throw new ObjectBusy(
    `${addressOf(from)} was overwritten during each attempt to set it aside. ` +
      'Start the rebuild again when the writing has stopped',
  );
};
