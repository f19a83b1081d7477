import type { Call } from './recording-proxy.ts';

/** A permission that a call needs: an action, and its resource if the request's address shows it. */
export interface NeededPermission {
  readonly action: string;
  readonly resource: string | undefined;
}

/** S3 operations whose IAM action has another name: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
const s3Actions: Readonly<Record<string, string>> = {
  HeadBucket: 'ListBucket',
  HeadObject: 'GetObject',
  ListObjectsV2: 'ListBucket',
  ListObjectVersions: 'ListBucketVersions',
  ListMultipartUploads: 'ListBucketMultipartUploads',
  CopyObject: 'PutObject',
  CreateMultipartUpload: 'PutObject',
  UploadPartCopy: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
  DeleteObjects: 'DeleteObject',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
  PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
};

const s3Needs = (operation: string, url: string): NeededPermission => {
  const { pathname, searchParams } = new URL(url, 'http://local');
  const path = decodeURIComponent(pathname.slice(1));
  const name = s3Actions[operation] ?? operation;
  const ofVersion = searchParams.has('versionId') ? `${name}Version` : name;
  // The objects of DeleteObjects are in its body.
  const resource = operation === 'DeleteObjects' ? `${path.replace(/\/$/, '')}/any` : path.replace(/\/$/, '');
  return { action: `s3:${ofVersion}`, resource: `arn:aws:s3:::${resource}` };
};

/** Services whose IAM prefix differs from the name that requests are signed for. */
const prefixes: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' };

/** The permissions that a call needs; outside S3, an action has the operation's name. */
export const neededFor = ({
  service,
  operation,
  url,
  copySource,
}: Pick<Call, 'service' | 'operation' | 'url' | 'copySource'>): readonly NeededPermission[] => {
  if (service !== 's3')
    return [{ action: `${prefixes[service] ?? service}:${operation}`, resource: undefined }];
  const source = copySource?.replace(/^\//, '');
  return [
    s3Needs(operation, url),
    ...(source === undefined ? [] : [{ action: 's3:GetObject', resource: `arn:aws:s3:::${source}` }]),
  ];
};
