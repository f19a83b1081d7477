import type { Statement } from './statement.ts';

/** What encrypts a lab that has a key of its own; both empty in one that has none. */
export interface LabEncryption {
  /** ARN of the KMS key. */
  readonly key: string;
  /** Name of the security configuration of the Glue jobs. */
  readonly securityConfiguration: string;
}

export const noEncryption: LabEncryption = { key: '', securityConfiguration: '' };

/** Puts a key on a log group. Of the lab's roles only that of the jobs needs it. */
export const associateKey = 'logs:AssociateKmsKey';

/**
 * What the holder of these statements needs on the KMS key that encrypts the lab's buckets and its topic. Who reads
 * objects decrypts. Who writes them makes a data key, and decrypts it for parts; SNS asks a publisher for the same.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#require-sse-kms
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#send-to-encrypted-topic
 *
 * Only S3 and SNS may use the key in the holder's name. The region can be any, because a key works only in its own. A job
 * with a security configuration, which may associate the key with its logs, also encrypts its bookmarks with it. AWS does
 * not say whether the job or Glue calls KMS for that, so both may:
 * https://docs.aws.amazon.com/glue/latest/dg/set-up-encryption.html
 *
 * @param key its ARN; empty if the lab has none
 */
export const keyStatements = (key: string, statements: readonly Statement[]): readonly Statement[] => {
  const actions = new Set(statements.flatMap(each => each.actions));
  const writes = actions.has('s3:PutObject');
  const isJob = actions.has(associateKey);
  const services = [
    ...(writes || actions.has('s3:GetObject') ? ['s3.*.amazonaws.com'] : []),
    ...(actions.has('sns:Publish') ? ['sns.*.amazonaws.com'] : []),
    ...(isJob ? ['glue.*.amazonaws.com'] : []),
  ];
  if (key === '' || services.length === 0) return [];
  return [
    {
      actions: [
        'kms:Decrypt',
        ...(writes || actions.has('sns:Publish') ? ['kms:GenerateDataKey'] : []),
        ...(isJob ? ['kms:Encrypt'] : []),
      ],
      resources: [key],
      condition: { [isJob ? 'StringLikeIfExists' : 'StringLike']: { 'kms:ViaService': services } },
    },
  ];
};
