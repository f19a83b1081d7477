import type { S3Client } from '@aws-sdk/client-s3';
import { inParallel } from '../../lab/in-parallel.ts';
import { type BucketPurpose, bucketName, bucketPurposes } from '../../lab/names.ts';
import type { Outcome } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';
import { reconcile } from '../../reconcile/engine.ts';
import { bucket, orBucketNotReady } from '../../reconcile/kinds/bucket.ts';
import { moodOf } from '../frame/mood.ts';

/**
 * Reconciles the lab's buckets: one for each zone, one for scripts and reports, one for query results.
 * @param key ARN of the KMS key that encrypts them, or empty
 */
export const ensureStorage = async (s3: S3Client, run: Run, key: string): Promise<Outcome[]> => {
  const ensure = (purposes: readonly BucketPurpose[], before: Outcome[]) =>
    inParallel(purposes.length, purposes, purpose =>
      orBucketNotReady(
        reconcile(
          bucket(s3, run.lab, purpose, key),
          moodOf(s3, run, { step: 'EnsureStorage', outcomes: before }),
        ),
        bucketName(run.lab, purpose),
      ),
    );
  const others = bucketPurposes.filter(purpose => purpose !== 'assets');
  if (!run.repair && run.adopt.length === 0) return ensure(['assets', ...others], []);
  // The assets bucket comes first: what the others displace is saved there.
  const assets = await ensure(['assets'], []);
  return [...assets, ...(await ensure(others, assets))];
};
