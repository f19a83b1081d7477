import type { HeadObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import type { Lab } from '../lab/names.ts';
import { isOvertaken } from './aws-errors.ts';
import { copyObject } from './copy-object.ts';
import { displacedMark, head, isOursUntouched, objectMark } from './object-mark.ts';
import type { Place } from './place.ts';

/** Whether two objects have the same content. Those in parts have other ETags where they are copied to, but the same checksum. */
export const isSame = (there: HeadObjectCommandOutput, found: HeadObjectCommandOutput): boolean =>
  there.ETag === found.ETag ||
  (there.ContentLength === found.ContentLength &&
    there.ChecksumType === 'FULL_OBJECT' &&
    found.ChecksumType === 'FULL_OBJECT' &&
    there.ChecksumCRC32 !== undefined &&
    there.ChecksumCRC32 === found.ChecksumCRC32);

/**
 * Saves an object that is about to be displaced, and gives the place of what it saved.
 *
 * @param folder where this run saves what it displaces
 * @param found the object as HeadObject described it: other content is not saved
 */
export const saveObject = async (
  s3: S3Client,
  lab: Lab,
  folder: Place,
  from: Place,
  found: HeadObjectCommandOutput,
): Promise<Place> => {
  for (let copy = 1; ; copy += 1) {
    const name = `${from.bucket}/${from.key}`;
    const to = { bucket: folder.bucket, key: `${folder.key}${copy === 1 ? name : `${name}.${copy}`}` };
    // What the lab has written stays its own, so that it goes with the lab.
    const { ChecksumCRC32: ours = '' } = isOursUntouched(found, from) ? found : {};
    const mark = ours === '' ? displacedMark(to) : objectMark(to, ours);
    const metadata = { ...found.Metadata, ...mark };
    const condition = { IfNoneMatch: '*' } as const;
    try {
      await copyObject(s3, { from, found, to, condition, owner: lab.account, metadata });
      return to;
    } catch (error) {
      if (!isOvertaken(error)) throw error;
      const there = await head(s3, lab, to);
      // Then the source has changed.
      if (there === undefined) throw error;
      if (isSame(there, found)) return to;
    }
  }
};
