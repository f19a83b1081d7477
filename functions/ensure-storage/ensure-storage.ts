import type { S3Client } from '@aws-sdk/client-s3';
import { inParallel } from '../../lab/in-parallel.ts';
import { type BucketPurpose, bucketName, bucketPurposes } from '../../lab/names.ts';
import type { Outcome } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';
import { reconcile } from '../../reconcile/engine.ts';
import { bucket, orBucketNotReady } from '../../reconcile/kinds/bucket.ts';
import { moodOf } from '../frame/mood.ts';

/** Reconciles the lab's buckets: one for each zone, one for scripts and reports, one for query results. */
export const ensureStorage = async (s3: S3Client, run: Run): Promise<Outcome[]> => {
  const ensure = (purpose: BucketPurpose, before: Outcome[]) =>
    orBucketNotReady(
      reconcile(bucket(s3, run.lab, purpose), moodOf(s3, run, { step: 'EnsureStorage', outcomes: before })),
      bucketName(run.lab, purpose),
    );
  // The assets bucket comes first, because repairs save there what they displace.
  const assets = await ensure('assets', []);
  const others = bucketPurposes.filter(purpose => purpose !== 'assets');
  return [assets, ...(await inParallel(others.length, others, purpose => ensure(purpose, [assets])))];
};
