import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { assetKeys, bucketName, type Lab } from '../lab/names.ts';
import { isDenied, isMissing } from './aws-errors.ts';

/** Keys in the assets bucket; none if the bucket does not exist or is somebody else's. */
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
  try {
    await read();
  } catch (error) {
    if (!isMissing(error) && !isDenied(error)) throw error;
  }
  return keys;
};

/**
 * Names of all jobs that the lab has ever had: each job's script is in the assets bucket before the job exists. Glue is
 * not asked, because a role that may list jobs may list everybody's.
 */
export const scriptedJobs = async (s3: S3Client, lab: Lab): Promise<readonly string[]> => {
  const [before = '', after = ''] = assetKeys.jobScript('*').split('*');
  const keys = await keysInAssets(s3, lab, { Prefix: before, Delimiter: '/' });
  return keys.filter(key => key.endsWith(after)).map(key => key.slice(before.length, -after.length));
};

/** Names of the files next to a job's script, no matter who put them there. */
export const filesBeside = async (s3: S3Client, lab: Lab, job: string): Promise<readonly string[]> => {
  const Prefix = assetKeys.jobFile(job, '');
  return (await keysInAssets(s3, lab, { Prefix, Delimiter: '/' })).map(key => key.slice(Prefix.length));
};
