import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { Job, TableDefinition } from '../lab/definition.ts';
import { assetKeys, bucketName, type Lab, type Zone } from '../lab/names.ts';
import { orAbsent } from '../reconcile/aws-errors.ts';

/** A table as far as it takes to take it away: its name. */
export const tableOfName = (zone: Zone, name: string): TableDefinition => ({
  zone,
  table: name,
  format: 'parquet',
  columns: [],
  partitionKeys: [],
});

/** A job as far as it takes to look at it, or to take it away: its name. */
export const jobOfName = (name: string): Job => ({
  name,
  script: { key: name, bytes: 0, crc32: '' },
  arguments: {},
  glueVersion: '5.0',
  workerType: 'G.1X',
  workers: 2,
  timeoutMinutes: 1,
});

/**
 * Names of all jobs that the lab has ever had: each has its script in the assets bucket before there is a job. Glue can't
 * be asked: a role that may list jobs may list everybody's.
 */
export const scriptedJobs = async (s3: S3Client, lab: Lab): Promise<readonly string[]> => {
  const names: string[] = [];
  const [before = '', after = ''] = assetKeys.jobScript('*').split('*');
  const pages = paginateListObjectsV2(
    { client: s3 },
    {
      Bucket: bucketName(lab, 'assets'),
      Prefix: before,
      Delimiter: '/',
      ExpectedBucketOwner: lab.account,
    },
  );
  const read = async (): Promise<void> => {
    for await (const { Contents = [] } of pages)
      for (const { Key = '' } of Contents)
        if (Key.endsWith(after)) names.push(Key.slice(before.length, -after.length));
  };
  await orAbsent(read(), 'NoSuchBucket', 'AccessDenied', 'Forbidden');
  return names;
};
