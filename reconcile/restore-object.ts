import type { HeadObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import type { Lab } from '../lab/names.ts';
import { isOvertaken } from './aws-errors.ts';
import { copyObject } from './copy-object.ts';
import { isSame, saveObject } from './displaced-object.ts';
import { head, isSaved, markKey } from './object-mark.ts';
import { addressOf, asSeen, type Place } from './place.ts';

/** A saved object, and what is in its place now. */
export type ObjectLook =
  | { readonly is: 'refused'; readonly why: string }
  | { readonly is: 'same' }
  | {
      readonly is: 'different';
      readonly saved: HeadObjectCommandOutput;
      readonly there: HeadObjectCommandOutput | undefined;
    };

/** Looks what restoring an object would do. */
export const lookAtObject = async (s3: S3Client, lab: Lab, from: Place, to: Place): Promise<ObjectLook> => {
  const saved = await head(s3, lab, from);
  if (saved === undefined) return { is: 'refused', why: `${addressOf(from)} is gone` };
  if (!isSaved(saved, from))
    return {
      is: 'refused',
      why: `${addressOf(from)} does not carry the mark of what a run has saved: somebody else put it there. Look at it, and copy it by hand`,
    };
  const there = await head(s3, lab, to);
  return there !== undefined && isSame(there, saved) ? { is: 'same' } : { is: 'different', saved, there };
};

/**
 * Copies a saved object back to its place, after saving what is there now. It comes back as somebody's own: without the
 * lab's mark, so that rebuilds keep it and a destruction leaves it.
 *
 * @param folder where this restoration saves what it displaces
 * @returns the address of what it displaced; undefined if nothing was there
 * @throws Error if the object can't be restored, or the place has changed meanwhile
 */
export const restoreObject = async (
  s3: S3Client,
  lab: Lab,
  from: Place,
  to: Place,
  folder: Place,
): Promise<{ readonly isChanged: boolean; readonly displaced: string | undefined }> => {
  const look = await lookAtObject(s3, lab, from, to);
  if (look.is === 'refused') throw new Error(look.why);
  if (look.is === 'same') return { isChanged: false, displaced: undefined };
  const { saved, there } = look;
  try {
    const displaced = there === undefined ? undefined : await saveObject(s3, lab, folder, to, there);
    const { [markKey]: _mark, ...metadata } = saved.Metadata ?? {};
    await copyObject(s3, { from, found: saved, to, condition: asSeen(there), owner: lab.account, metadata });
    return { isChanged: true, displaced: displaced === undefined ? undefined : addressOf(displaced) };
  } catch (error) {
    if (!isOvertaken(error)) throw error;
    throw new Error(
      `${addressOf(to)} was written meanwhile, and stays as it is now. Restore it again when the writing has stopped`,
      { cause: error },
    );
  }
};
