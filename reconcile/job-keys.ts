import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { assetKeys, bucketName, type Lab } from '../lab/names.ts';
import { orAbsent } from './aws-errors.ts';

/** Keys in the assets bucket; none where that is not there, or somebody else's. */
const keysInAssets = async (
  s3: S3Client,
  lab: Lab,
  within: { readonly Prefix: string; readonly Delimiter?: string },
): Promise<readonly string[]> => {
  const keys: string[] = [];
  const pages = paginateListObjectsV2(
    { client: s3 },
    { Bucket: bucketName(lab, 'assets'), ExpectedBucketOwner: lab.account, ...within },
  );
  const read = async (): Promise<void> => {
    for await (const { Contents = [] } of pages) keys.push(...Contents.map(({ Key = '' }) => Key));
  };
  await orAbsent(read(), 'NoSuchBucket', 'AccessDenied', 'Forbidden');
  return keys;
};

/**
 * Names of all jobs that the lab has ever had: each has its script in the assets bucket before there is a job. Glue can't
 * be asked: a role that may list jobs may list everybody's.
 */
export const scriptedJobs = async (s3: S3Client, lab: Lab): Promise<readonly string[]> => {
  const [before = '', after = ''] = assetKeys.jobScript('*').split('*');
  const keys = await keysInAssets(s3, lab, { Prefix: before, Delimiter: '/' });
  return keys.filter(key => key.endsWith(after)).map(key => key.slice(before.length, -after.length));
};

/** What lies beside a job's script, whoever put it there: its names. */
export const filesBeside = async (s3: S3Client, lab: Lab, job: string): Promise<readonly string[]> => {
  const Prefix = assetKeys.jobFile(job, '');
  return (await keysInAssets(s3, lab, { Prefix, Delimiter: '/' })).map(key => key.slice(Prefix.length));
};
