import { type BucketPurpose, bucketName } from '../lab/names.ts';
import type { Outcome, StepResult } from '../lab/outcomes.ts';
import { resourceId } from '../lab/resource-ids.ts';
import type { Run } from '../lab/run.ts';

/**
 * The outcome of something that would have to be put into a bucket that is not the lab's; undefined where the bucket
 * is fine. Nothing is ever written into a refused bucket.
 */
export const refusedWithBucket = (
  run: Run,
  storage: StepResult,
  purpose: BucketPurpose,
  resource: string,
): Outcome | undefined => {
  const id = resourceId.bucket(bucketName(run.lab, purpose));
  const refused = storage.outcomes.some(outcome => outcome.resource === id && outcome.outcome === 'refused');
  if (!refused) return undefined;
  return {
    resource,
    outcome: 'refused',
    changes: [],
    kept: [],
    notes: [`${id} was refused: nothing is put into it`],
  };
};
