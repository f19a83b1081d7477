import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  GetBucketTaggingCommand,
  ListObjectsV2Command,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import { labKey } from '../../lab/marks.ts';
import { bucketName, type Lab } from '../../lab/names.ts';
import { isDenied, isMissing, isNamed } from '../../reconcile/aws-errors.ts';
import { Failed } from '../errors.ts';

type BucketState = 'absent' | 'ours' | 'unmarked' | 'closed';

/** Includes regions that this SDK does not know yet. */
const anyRegion = z.custom<BucketLocationConstraint>(value => typeof value === 'string');

const look = async (s3: S3Client, lab: Lab, Bucket: string): Promise<BucketState> => {
  const owned = { Bucket, ExpectedBucketOwner: lab.account };
  try {
    const { TagSet = [] } = await s3.send(new GetBucketTaggingCommand(owned));
    return TagSet.some(({ Key, Value }) => Key === labKey && Value === lab.name) ? 'ours' : 'unmarked';
  } catch (error) {
    if (isMissing(error)) return 'absent';
    if (isDenied(error)) return 'closed';
    if (!isNamed(error, 'NoSuchTagSet')) throw error;
  }
  // An empty bucket of exactly this name in our account is ours: it was created where tagging is denied.
  const { KeyCount } = await s3.send(new ListObjectsV2Command({ ...owned, MaxKeys: 1 }));
  return KeyCount === 0 ? 'ours' : 'unmarked';
};

const create = async (s3: S3Client, lab: Lab, Bucket: string): Promise<void> => {
  await s3.send(
    new CreateBucketCommand({
      Bucket,
      ObjectOwnership: 'BucketOwnerEnforced',
      CreateBucketConfiguration: {
        // us-east-1 is the default, and the one region that the request must not name.
        ...(lab.region === 'us-east-1' ? {} : { LocationConstraint: z.parse(anyRegion, lab.region) }),
        Tags: [{ Key: labKey, Value: lab.name }],
      },
    }),
  );
};

/**
 * Creates the bucket `<lab>-deploy-<account>-<region>` for the template and for a published seed, unless it exists:
 * with the lab's mark, and closed to the public. Returns its name.
 *
 * @throws Failed if a bucket of that name belongs to someone else
 */
export const ensureDeployBucket = async (s3: S3Client, lab: Lab): Promise<string> => {
  const bucket = bucketName(lab, 'deploy');
  const found = await look(s3, lab, bucket);
  if (found === 'unmarked')
    throw new Failed(
      `Bucket ${bucket} exists without the mark of lab ${lab.name}, so it was left as it is. ` +
        `Give it the tag ${labKey} = ${lab.name} if it is the lab's, or choose another name with --lab.`,
    );
  if (found === 'closed')
    throw new Failed(
      `Bucket ${bucket} can't be read: another account has the name, or s3:GetBucketTagging is denied. ` +
        'Choose another name with --lab, or ask for that permission.',
    );
  if (found === 'absent') await create(s3, lab, bucket);
  await s3.send(
    new PutPublicAccessBlockCommand({
      Bucket: bucket,
      ExpectedBucketOwner: lab.account,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
    }),
  );
  return bucket;
};
