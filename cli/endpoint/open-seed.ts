import {
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  type PublicAccessBlockConfiguration,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { SeedUri } from '../../lab/seed-uri.ts';
import { isNamed } from '../../reconcile/aws-errors.ts';
import { Failed } from '../errors.ts';
import { type Readers, withReaders } from './read-policy.ts';

const policyOf = async (s3: S3Client, Bucket: string): Promise<string | undefined> => {
  try {
    return (await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy;
  } catch (error) {
    if (isNamed(error, 'NoSuchBucketPolicy')) return undefined;
    throw error;
  }
};

const blockOf = async (s3: S3Client, Bucket: string): Promise<PublicAccessBlockConfiguration> => {
  try {
    const answer = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    return answer.PublicAccessBlockConfiguration ?? {};
  } catch (error) {
    if (isNamed(error, 'NoSuchPublicAccessBlockConfiguration')) return {};
    throw error;
  }
};

/** What blocks access lists stays: the seed needs none. */
const letPublicPolicies = async (s3: S3Client, Bucket: string): Promise<boolean> => {
  const block = await blockOf(s3, Bucket);
  if (block.BlockPublicPolicy !== true && block.RestrictPublicBuckets !== true) return false;
  await s3.send(
    new PutPublicAccessBlockCommand({
      Bucket,
      PublicAccessBlockConfiguration: { ...block, BlockPublicPolicy: false, RestrictPublicBuckets: false },
    }),
  );
  return true;
};

/**
 * Lets others read a seed. Only for everyone does it take the bucket's block of public policies away.
 * @returns whether it did
 * @throws Failed where the bucket's policy may not be changed, or not to that
 */
export const openSeed = async (
  s3: S3Client,
  seed: SeedUri,
  readers: Readers,
  partition: string,
): Promise<boolean> => {
  const { bucket: Bucket } = seed;
  try {
    const Policy = withReaders(await policyOf(s3, Bucket), seed, readers, partition);
    const unblocked = readers === 'everyone' && (await letPublicPolicies(s3, Bucket));
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    return unblocked;
  } catch (error) {
    if (!isNamed(error, 'AccessDenied', 'Forbidden')) throw error;
    throw new Failed(
      `The seed is published, and bucket ${Bucket} could not be opened to its readers: ${error.message}. ` +
        `You need s3:GetBucketPolicy, s3:PutBucketPolicy and, for --public, s3:PutBucketPublicAccessBlock; ` +
        'the account or organisation itself may block public access to all of its buckets.',
    );
  }
};
