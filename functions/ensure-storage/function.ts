import { bucketPurposes } from '../../lab/names.ts';
import type { FunctionDeclaration } from '../frame/declaration.ts';
import { saveDisplaced } from '../frame/statements.ts';

export const declaration = {
  title: 'buckets',
  memory: 256,
  timeout: 120,
  environment: [],
  readsSeed: false,
  statements: arns => [
    saveDisplaced(arns),
    {
      actions: [
        's3:CreateBucket',
        // CreateBucket with tags asks for it:
        // https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucketConfiguration.html
        's3:TagResource',
        's3:ListBucket',
        's3:GetBucketTagging',
        's3:PutBucketTagging',
        's3:GetEncryptionConfiguration',
        's3:PutEncryptionConfiguration',
        's3:GetBucketPublicAccessBlock',
        's3:PutBucketPublicAccessBlock',
        's3:GetBucketOwnershipControls',
        's3:PutBucketOwnershipControls',
        's3:GetBucketPolicy',
        's3:PutBucketPolicy',
        's3:GetLifecycleConfiguration',
        's3:PutLifecycleConfiguration',
      ],
      resources: bucketPurposes.map(arns.bucket),
    },
  ],
} satisfies FunctionDeclaration;
