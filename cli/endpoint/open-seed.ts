import {
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  type PublicAccessBlockConfiguration,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { SeedUri } from '../../lab/seed-uri.ts';
import { isDenied, isNamed } from '../../reconcile/aws-errors.ts';
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

/** Access lists stay blocked: a seed does not need them. */
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
 * Lets others read a seed. Lifts the bucket's block on public policies, but only to let everyone read.
 * @returns whether it lifted the block
 * @throws Failed if the bucket's policy may not be changed, or not to this one
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
    if (!isDenied(error)) throw error;
    throw new Failed(
      `The seed is published, but bucket ${Bucket} could not be opened to its readers: ${error.message}. ` +
        `You need s3:GetBucketPolicy, s3:PutBucketPolicy and, for --public, s3:PutBucketPublicAccessBlock; ` +
        'the account or the organisation may also block public access to all its buckets.',
    );
  }
};
