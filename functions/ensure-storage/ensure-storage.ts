import type { S3Client } from '@aws-sdk/client-s3';
import { bucketPurposes } from '../../lab/names.ts';
import type { Outcome } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';
import { bucket } from '../../reconcile/bucket.ts';
import { reconcile } from '../../reconcile/engine.ts';
import { moodOf } from '../mood.ts';

/** The lab's buckets: one for each zone, one for scripts and reports, one for query results. */
export const ensureStorage = (s3: S3Client, run: Run): Promise<Outcome[]> =>
  Promise.all(bucketPurposes.map(purpose => reconcile(bucket(s3, run.lab, purpose), moodOf(run))));
