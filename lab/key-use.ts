import type { Statement } from './statement.ts';

/**
 * What the holder of these statements needs on the KMS key that encrypts the lab's buckets and its topic. Who reads
 * objects decrypts. Who writes them makes a data key, and decrypts it for parts; SNS asks a publisher for the same.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#require-sse-kms
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#send-to-encrypted-topic
 *
 * Only S3 and SNS may use the key in the holder's name. The region can be any, because a key works only in its own.
 *
 * @param key its ARN; empty if the lab has none
 */
export const keyStatements = (key: string, statements: readonly Statement[]): readonly Statement[] => {
  const actions = new Set(statements.flatMap(each => each.actions));
  const writes = actions.has('s3:PutObject');
  const services = [
    ...(writes || actions.has('s3:GetObject') ? ['s3.*.amazonaws.com'] : []),
    ...(actions.has('sns:Publish') ? ['sns.*.amazonaws.com'] : []),
  ];
  if (key === '' || services.length === 0) return [];
  return [
    {
      actions:
        writes || actions.has('sns:Publish') ? ['kms:Decrypt', 'kms:GenerateDataKey'] : ['kms:Decrypt'],
      resources: [key],
      condition: { StringLike: { 'kms:ViaService': services } },
    },
  ];
};
