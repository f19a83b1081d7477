import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  type HeadObjectCommandOutput,
  type S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { inParallel } from '../lab/in-parallel.ts';
import type { Condition, Place } from './place.ts';

/** CopyObject takes at most 5 GB: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
const largestCopy = 5_000_000_000;
/** An upload has at most 10,000 parts: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const mostParts = 10_000;
const usualPart = 512 * 1024 * 1024;
const partsAtOnce = 4;

/** A copy of one object from one place to another. */
export interface Copy {
  readonly from: Place;
  /** The source as HeadObject described it: if its content has changed since, it is not copied. */
  readonly found: HeadObjectCommandOutput;
  readonly to: Place;
  /** The condition under which S3 writes. */
  readonly condition: Condition;
  /** Account that must own the target bucket; any, if it is left out. */
  readonly owner?: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  /** Full-object CRC32: S3 refuses any other content. Omitted if unknown. */
  readonly crc32?: string;
}

const encoded = ({ bucket, key }: Place): string =>
  `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;

/** Byte ranges that cover a file: `bytes=0-99`, `bytes=100-149`. */
export const partRanges = (bytes: number, part: number): readonly string[] =>
  Array.from(
    { length: Math.ceil(bytes / part) },
    (_, i) => `bytes=${i * part}-${Math.min(bytes, (i + 1) * part) - 1}`,
  );

const copyWhole = async (
  s3: S3Client,
  { from, found, to, condition, owner, metadata }: Copy,
): Promise<void> => {
  await s3.send(
    new CopyObjectCommand({
      Bucket: to.bucket,
      Key: to.key,
      CopySource: encoded(from),
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
};

const copyInParts = async (
  s3: S3Client,
  { from, found, to, condition, owner, metadata, crc32 }: Copy,
  copyLimit: number,
): Promise<void> => {
  const target = { Bucket: to.bucket, Key: to.key, ExpectedBucketOwner: owner };
  const bytes = found.ContentLength ?? 0;
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({
      ...target,
      ChecksumAlgorithm: 'CRC32',
      ChecksumType: 'FULL_OBJECT',
      Metadata: { ...metadata },
      ContentType: found.ContentType,
    }),
  );
  try {
    const ranges = partRanges(bytes, Math.max(Math.min(usualPart, copyLimit), Math.ceil(bytes / mostParts)));
    const Parts = await inParallel(
      partsAtOnce,
      ranges,
      async (CopySourceRange, index): Promise<CompletedPart> => {
        const PartNumber = index + 1;
        const { CopyPartResult } = await s3.send(
          new UploadPartCopyCommand({
            ...target,
            UploadId,
            PartNumber,
            CopySourceRange,
            CopySource: encoded(from),
            CopySourceIfMatch: found.ETag,
          }),
        );
        return { PartNumber, ETag: CopyPartResult?.ETag, ChecksumCRC32: CopyPartResult?.ChecksumCRC32 };
      },
    );
    await s3.send(
      new CompleteMultipartUploadCommand({
        ...target,
        UploadId,
        MultipartUpload: { Parts },
        ...(crc32 === undefined ? {} : { ChecksumCRC32: crc32 }),
        ChecksumType: 'FULL_OBJECT',
        // Parts take no conditions, and minutes may have passed since the look.
        ...condition,
      }),
    );
  } catch (error) {
    await s3.send(new AbortMultipartUploadCommand({ ...target, UploadId }));
    throw error;
  }
};

/**
 * Lets S3 copy an object of any size: no byte passes through the function.
 * @param copyLimit bytes above which it is copied in parts
 */
export const copyObject = (s3: S3Client, copy: Copy, copyLimit = largestCopy): Promise<void> =>
  (copy.found.ContentLength ?? 0) > copyLimit ? copyInParts(s3, copy, copyLimit) : copyWhole(s3, copy);
