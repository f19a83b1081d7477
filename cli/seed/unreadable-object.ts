import { GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { inWords, isDenied, isElsewhere, isMissing, isNamed } from '../../reconcile/aws-errors.ts';
import type { Place } from '../../reconcile/place.ts';

/** Whether S3 would answer if the request said that we pay for it. */
const requesterPays = async (s3: S3Client, { bucket, key }: Place): Promise<boolean> => {
  try {
    await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key, RequestPayer: 'requester' }));
    return true;
  } catch (error) {
    return isMissing(error);
  }
};

/** The error of a GET, which has words; the answer to a HEAD has none. Undefined if the GET succeeds. */
const inGetsWords = async (s3: S3Client, { bucket, key }: Place): Promise<unknown> => {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range: 'bytes=0-0' }));
    await Body?.transformToByteArray();
    return undefined;
  } catch (error) {
    return error;
  }
};

const keyWords = (words: string): string =>
  `is encrypted with a KMS key that this account may not use (${words}). ` +
  "Ask the key's owner to allow kms:Decrypt in the key's policy, or to publish without that key";

/** @param error as S3 answered it, in words */
const problemOf = async (s3: S3Client, place: Place, error: unknown): Promise<string | undefined> => {
  const { name, message } = inWords(error, `a request for s3://${place.bucket}/${place.key}`);
  const words = `${name}: ${message}`;
  if (isNamed(error, 'NoSuchBucket')) return 'is in a bucket that does not exist. Check the address';
  if (isMissing(error)) return 'does not exist. Check the address, or publish the seed again';
  if (isElsewhere(error))
    return 'is in another region, and S3 does not say in which. Publish the seed in a bucket of this region';
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
  if (isNamed(error, 'InvalidObjectState')) return 'is archived. Restore it, or publish the seed again';
  // S3 passes on what KMS says of a disabled or deleted key: KMS.DisabledException
  if (name.startsWith('KMS.') || (isDenied(error) && /\bkms:/i.test(message))) return keyWords(words);
  if (!isDenied(error)) return undefined;
  if (await requesterPays(s3, place))
    return (
      'is in a bucket whose readers pay for their requests (requester pays), and a lab does not read those. ' +
      'Copy the seed into a bucket of your own: aws s3 cp --recursive --request-payer requester'
    );
  return (
    `may not be read by this account, or is not there (${words}). ` +
    'Check the address, or ask the owner of the bucket to let this account read it'
  );
};

/**
 * Why an object of a seed can't be read from this account, and what to do, to follow its address in a sentence.
 *
 * @param error what S3 answered to a GET or a HEAD
 * @returns undefined if the error is about something else, such as the network
 */
export const unreadableObject = async (
  s3: S3Client,
  place: Place,
  error: unknown,
): Promise<string | undefined> => {
  const lacksWords = isDenied(error) || isNamed(error, 'BadRequest');
  return problemOf(s3, place, (lacksWords ? await inGetsWords(s3, place) : undefined) ?? error);
};
