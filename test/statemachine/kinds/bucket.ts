import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  GetBucketEncryptionCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { kinds } from '../../../lab/kinds.ts';
import { assetKeys, type BucketPurpose, bucketName, bucketPurposes } from '../../../lab/names.ts';
import { bucket } from '../../../reconcile/kinds/bucket.ts';
import type { Clients, DriftingKind, KindFixture, Removal, Stranger } from '../kind-fixture.ts';
import { lab } from '../lab-handlers.ts';
import { objectAway } from '../lab-objects.ts';

const drift = ({ s3 }: Clients): DriftingKind => {
  const Bucket = bucketName(lab, 'sor');
  const open = {
    BlockPublicAcls: false,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  };
  const rule = { status: 'Enabled', prefix: '', expireDays: null };
  return {
    resource: bucket(s3, lab, 'sor'),
    drifts: {
      ownership: {
        theirs: 'ObjectWriter',
        make: () =>
          s3.send(
            new PutBucketOwnershipControlsCommand({
              Bucket,
              OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
            }),
          ),
      },
      encryption: {
        // All that is not as safe as ours; what is, is in bucket-encryption.test.ts.
        theirs: 'aws:fsx',
        make: async () => {
          // The console leaves the rest of the rule as it is.
          const { ServerSideEncryptionConfiguration } = await s3.send(
            new GetBucketEncryptionCommand({ Bucket }),
          );
          const rule = {
            ...ServerSideEncryptionConfiguration?.Rules?.[0],
            ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:fsx' as const },
          };
          return s3.send(
            new PutBucketEncryptionCommand({
              Bucket,
              ServerSideEncryptionConfiguration: { Rules: [rule] },
            }),
          );
        },
      },
      publicAccess: {
        theirs: open,
        make: () =>
          s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: open })),
      },
      tlsOnly: { theirs: null, make: () => s3.send(new DeleteBucketPolicyCommand({ Bucket })) },
      lifecycle: {
        theirs: { 'daybreak-unfinished-uploads': { ...rule, abortDays: 30 } },
        make: () =>
          s3.send(
            new PutBucketLifecycleConfigurationCommand({
              Bucket,
              LifecycleConfiguration: {
                Rules: [
                  {
                    ID: 'daybreak-unfinished-uploads',
                    Status: 'Enabled',
                    Filter: { Prefix: '' },
                    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 30 },
                  },
                ],
              },
            }),
          ),
      },
    },
  };
};

export const foreignBucket = (purpose: BucketPurpose): Stranger => {
  const Bucket = bucketName(lab, purpose);
  return {
    id: kinds.bucket.id(Bucket),
    observed: new RegExp(`^(bucket|object|upload) ${Bucket}`),
    async make({ s3 }) {
      await s3.send(new CreateBucketCommand({ Bucket }));
      const Tagging = { TagSet: [{ Key: 'owner', Value: 'somebody' }] };
      await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging }));
      await s3.send(new PutObjectCommand({ Bucket, Key: 'theirs.txt', Body: 'mine' }));
    },
  };
};

const away =
  (purpose: BucketPurpose): Removal =>
  async ({ s3 }) => {
    const Bucket = bucketName(lab, purpose);
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }));
    for (const { Key } of Contents ?? []) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    await s3.send(new DeleteBucketCommand({ Bucket }));
  };

export const bucketFixture: KindFixture = {
  drift,
  strangers: {
    "a zone's bucket with objects": foreignBucket('sor'),
    'the assets bucket with objects': foreignBucket('assets'),
  },
  removals: {
    'last report': objectAway('assets', assetKeys.latestReport),
    ...Object.fromEntries(bucketPurposes.map(purpose => [`bucket ${purpose}`, away(purpose)])),
  },
};
