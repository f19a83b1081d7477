import type { ServerSideEncryptionRule } from '@aws-sdk/client-s3';
import type { Value } from '../lab/marks.ts';

/** A bucket's default encryption: `AES256`, `none`, `aws:kms` with AWS's own key, `aws:kms <key>` or `aws:kms:dsse <key>`. */
export const encryptionOf = (rule: ServerSideEncryptionRule | undefined): string => {
  const { SSEAlgorithm = 'none', KMSMasterKeyID } = rule?.ApplyServerSideEncryptionByDefault ?? {};
  return KMSMasterKeyID ? `${SSEAlgorithm} ${KMSMasterKeyID}` : SSEAlgorithm;
};

/** Whether a KMS key encrypts, with one layer or two. */
export const isWithKms = (encryption: Value): boolean =>
  typeof encryption === 'string' && /^aws:kms(:dsse)?( |$)/.test(encryption);

/** The key that somebody named, by its ARN, its ID or an alias; undefined for a key of AWS's own. */
const keyIn = (encryption: string): string | undefined => {
  const named = isWithKms(encryption) ? encryption.split(' ')[1] : undefined;
  return named?.endsWith('alias/aws/s3') ? undefined : named;
};

/** Whether this very key encrypts. @param key its ARN */
export const isOf = (encryption: Value, key: string): boolean => {
  const named = typeof encryption === 'string' ? keyIn(encryption) : undefined;
  return named !== undefined && (named === key || key.endsWith(`:key/${named}`));
};

/** The key of somebody else's that encrypts: what the lab is allowed on its own key is no use there. */
export const othersKey = (encryption: string, key: string): string | undefined =>
  isOf(encryption, key) ? undefined : keyIn(encryption);
