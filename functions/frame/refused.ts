import { kinds, type Named } from '../../lab/kinds.ts';
import { type BucketPurpose, bucketName } from '../../lab/names.ts';
import { outcomeOf } from '../../lab/outcome-of.ts';
import type { Outcome, StepResult } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';

/** Whether a bucket is somebody else's. Nothing is ever written to such a bucket. */
export const isRefused = (
  { lab }: Pick<Run, 'lab'>,
  storage: StepResult,
  purpose: BucketPurpose,
): boolean => {
  const id = kinds.bucket.id(bucketName(lab, purpose));
  return storage.outcomes.some(({ resource, outcome }) => resource === id && outcome === 'refused');
};

/** The outcome of a resource that belongs in a bucket that is not the lab's; undefined if the bucket is the lab's. */
export const refusedWithBucket = (
  run: Run,
  storage: StepResult,
  purpose: BucketPurpose,
  resource: Named,
): Outcome | undefined => {
  if (!isRefused(run, storage, purpose)) return undefined;
  const id = kinds.bucket.id(bucketName(run.lab, purpose));
  return outcomeOf(resource, 'refused', { notes: [`${id} was refused: nothing is written to it`] });
};
