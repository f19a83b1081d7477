import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  ListObjectsV2Command,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import { BucketNotReady } from '../../lab/errors.ts';
import { labKey } from '../../lab/marks.ts';
import { bucketName, type Lab } from '../../lab/names.ts';
import { isDenied, isMissing, orAbsent, unlessDenied } from '../../reconcile/aws-errors.ts';
import { isMarkedBucket, markBucket, tagsOf } from '../../reconcile/bucket-mark.ts';
import { createTagged } from '../../reconcile/create-tagged.ts';
import { orBucketNotReady } from '../../reconcile/kinds/bucket.ts';
import { Failed } from '../errors.ts';

type BucketState = 'absent' | 'ours' | 'unmarked' | 'closed';

/** Includes regions that this SDK does not know yet. */
const anyRegion = z.custom<BucketLocationConstraint>(value => typeof value === 'string');

/** Whose the bucket of this name is, if anybody's. */
export const lookAtDeployBucket = async (s3: S3Client, lab: Lab, Bucket: string): Promise<BucketState> => {
  const owned = { Bucket, ExpectedBucketOwner: lab.account };
  try {
    if (await isMarkedBucket(s3, lab, owned)) return 'ours';
    const tags = (await tagsOf(s3, owned)) ?? [];
    // An empty bucket of exactly this name in our account, without any tags, is ours: it was created where tagging is
    // denied.
    const { KeyCount } = await s3.send(new ListObjectsV2Command({ ...owned, MaxKeys: 1 }));
    return KeyCount === 0 && tags.length === 0 ? 'ours' : 'unmarked';
  } catch (error) {
    if (isMissing(error)) return 'absent';
    if (isDenied(error)) return 'closed';
    throw error;
  }
};

/** Creates the bucket with the lab's mark, wherever the account lets it be; another `up` may have been faster. */
const create = async (s3: S3Client, lab: Lab, Bucket: string): Promise<void> => {
  const isTagged = await createTagged(async withTags => {
    const configuration = {
      // us-east-1 is the default, and the one region that the request must not name.
      ...(lab.region === 'us-east-1' ? {} : { LocationConstraint: z.parse(anyRegion, lab.region) }),
      ...(withTags ? { Tags: [{ Key: labKey, Value: lab.name }] } : {}),
    };
    const command = new CreateBucketCommand({
      Bucket,
      ObjectOwnership: 'BucketOwnerEnforced',
      ...(Object.keys(configuration).length > 0 ? { CreateBucketConfiguration: configuration } : {}),
    });
    await orAbsent(s3.send(command), 'BucketAlreadyOwnedByYou');
  });
  const owned = { Bucket, ExpectedBucketOwner: lab.account };
  // Without any mark, the bucket still works, until somebody takes what is in it for somebody else's.
  if (!isTagged)
    await unlessDenied(onceReady(() => markBucket(s3, lab, owned, {}, { tags: [], rules: [] }), Bucket));
};

/** Milliseconds between tries while S3 makes a bucket, and the number of tries: two minutes in all. */
const making = { pause: 2_000, most: 60 };

/** Repeats a call about a new bucket until S3 knows the bucket everywhere. */
const onceReady = async <T>(call: () => Promise<T>, bucket: string): Promise<T> => {
  for (let tries = 1; ; tries += 1)
    try {
      return await orBucketNotReady(call(), bucket);
    } catch (error) {
      if (!(error instanceof BucketNotReady) || tries === making.most) throw error;
      await sleep(making.pause);
    }
};

/**
 * Creates the bucket `<lab>-deploy-<account>-<region>` for the template and for a published seed, unless it exists:
 * with the lab's mark, and closed to the public. Returns its name.
 *
 * @throws Failed if a bucket of that name belongs to someone else
 */
export const ensureDeployBucket = async (s3: S3Client, lab: Lab): Promise<string> => {
  const bucket = bucketName(lab, 'deploy');
  const found = await lookAtDeployBucket(s3, lab, bucket);
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
  if (found === 'absent') await onceReady(() => create(s3, lab, bucket), bucket);
  const close = new PutPublicAccessBlockCommand({
    Bucket: bucket,
    ExpectedBucketOwner: lab.account,
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    },
  });
  await onceReady(() => s3.send(close), bucket);
  return bucket;
};
