import { CopyObjectCommand, type HeadObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import { saying } from './aws-errors.ts';
import { copyInParts, type HandOver } from './copy-parts.ts';
import { type Condition, encodedPlace, type Place } from './place.ts';

/** CopyObject takes at most 5 GB: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export const largestCopy = 5_000_000_000;

/** A copy of one object from one place to another. */
export interface Copy {
  readonly from: Place;
  /** The source as it was seen: if its content has changed since, it is not copied. */
  readonly found: Pick<HeadObjectCommandOutput, 'ContentLength' | 'ContentType' | 'ETag'>;
  readonly to: Place;
  /** The condition under which S3 writes. */
  readonly condition: Condition;
  /** Account that must own the target bucket; any, if it is left out. */
  readonly owner?: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  /** Full-object CRC32: S3 refuses to put parts with any other content together. Omitted if unknown. */
  readonly crc32?: string;
}

/** What S3 says it has written; without the CRC32 if it does not say. */
export interface Written {
  readonly etag?: string | undefined;
  readonly crc32?: string | undefined;
}

const copyWhole = async (
  s3: S3Client,
  { from, found, to, condition, owner, metadata }: Copy,
): Promise<Written> => {
  try {
    const { CopyObjectResult } = await s3.send(
      new CopyObjectCommand({
        Bucket: to.bucket,
        Key: to.key,
        CopySource: encodedPlace(from),
        CopySourceIfMatch: found.ETag,
        ChecksumAlgorithm: 'CRC32',
        MetadataDirective: 'REPLACE',
        Metadata: { ...metadata },
        ContentType: found.ContentType,
        // Copying the source's tags would need another permission.
        TaggingDirective: 'REPLACE',
        ExpectedBucketOwner: owner,
        ...condition,
      }),
    );
    return { etag: CopyObjectResult?.ETag, crc32: CopyObjectResult?.ChecksumCRC32 };
  } catch (error) {
    throw saying(error, `CopyObject s3://${from.bucket}/${from.key} to s3://${to.bucket}/${to.key}`);
  }
};

/**
 * Lets S3 copy an object of any size: no byte passes through the function.
 *
 * @param copyLimit bytes above which it is copied in parts
 * @param handOver for a copy in parts that may take longer than the caller has
 * @throws CopyUnfinished if another invocation has to go on; FileMismatch if the parts are not what they should be
 */
export const copyObject = (
  s3: S3Client,
  copy: Copy,
  copyLimit = largestCopy,
  handOver?: HandOver,
): Promise<Written> =>
  (copy.found.ContentLength ?? 0) > copyLimit
    ? copyInParts(s3, copy, copyLimit, handOver)
    : copyWhole(s3, copy);
