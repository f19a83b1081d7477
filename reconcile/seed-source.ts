import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  type S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import type { StoredFile } from '../lab/definition.ts';
import { FileMismatch, SeedUnavailable } from '../lab/errors.ts';
import { inParallel } from '../lab/in-parallel.ts';
import type { Lab } from '../lab/names.ts';
import { formatSeedUri, type SeedUri } from '../lab/seed-uri.ts';
import { isNamed } from './aws-errors.ts';
import type { FileSource, Place } from './object.ts';

/** CopyObject takes at most 5 GB: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
const largestCopy = 5_000_000_000;
/** An upload has at most 10,000 parts: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const mostParts = 10_000;
const usualPart = 512 * 1024 * 1024;
const partsAtOnce = 4;

const encoded = (bucket: string, key: string): string =>
  `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;

/** Byte ranges that cover a file: `bytes=0-99`, `bytes=100-149`. */
export const partRanges = (bytes: number, part: number): readonly string[] =>
  Array.from(
    { length: Math.ceil(bytes / part) },
    (_, i) => `bytes=${i * part}-${Math.min(bytes, (i + 1) * part) - 1}`,
  );

/**
 * Files of a seed, copied by S3 itself: no byte passes through the function.
 *
 * @param copyLimit bytes above which a file is copied in parts
 */
export const seedSource = (s3: S3Client, lab: Lab, seed: SeedUri, copyLimit = largestCopy): FileSource => {
  /** The file as the seed has it, refused before anything is written where it is not what the definition says. */
  const inspect = async (file: StoredFile): Promise<HeadObjectCommandOutput> => {
    const where = `${formatSeedUri(seed)}${file.key}`;
    let found: HeadObjectCommandOutput;
    try {
      found = await s3.send(
        new HeadObjectCommand({
          Bucket: seed.bucket,
          Key: `${seed.prefix}${file.key}`,
          ChecksumMode: 'ENABLED',
        }),
      );
    } catch (error) {
      if (isNamed(error, 'NotFound', 'NoSuchKey', 'NoSuchBucket', 'Forbidden', 'AccessDenied'))
        throw new SeedUnavailable(
          `the definition names ${where}, which ${isNamed(error, 'Forbidden', 'AccessDenied') ? 'may not be read, or is not there' : 'is not there'}. ` +
            'Publish the seed again, or let this account read it',
        );
      throw error;
    }
    const checksum = found.ChecksumType === 'COMPOSITE' ? undefined : found.ChecksumCRC32;
    if (found.ContentLength !== file.bytes || (checksum !== undefined && checksum !== file.crc32))
      throw new FileMismatch(
        `${where} has ${found.ContentLength} bytes and CRC32 ${checksum ?? 'unknown'}; the definition says ` +
          `${file.bytes} and ${file.crc32}. Publish the seed again`,
      );
    return found;
  };

  const copyWhole = async (
    file: StoredFile,
    found: HeadObjectCommandOutput,
    to: Place,
    metadata: Readonly<Record<string, string>>,
  ): Promise<void> => {
    await s3.send(
      new CopyObjectCommand({
        Bucket: to.bucket,
        Key: to.key,
        CopySource: encoded(seed.bucket, `${seed.prefix}${file.key}`),
        CopySourceIfMatch: found.ETag,
        ChecksumAlgorithm: 'CRC32',
        MetadataDirective: 'REPLACE',
        Metadata: { ...metadata },
        ContentType: found.ContentType,
        // Reading the source's tags would need a permission more.
        TaggingDirective: 'REPLACE',
        ExpectedBucketOwner: lab.account,
      }),
    );
  };

  const copyInParts = async (
    file: StoredFile,
    found: HeadObjectCommandOutput,
    to: Place,
    metadata: Readonly<Record<string, string>>,
  ): Promise<void> => {
    const target = { Bucket: to.bucket, Key: to.key, ExpectedBucketOwner: lab.account };
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
      const ranges = partRanges(
        file.bytes,
        Math.max(Math.min(usualPart, copyLimit), Math.ceil(file.bytes / mostParts)),
      );
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
              CopySource: encoded(seed.bucket, `${seed.prefix}${file.key}`),
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
          // S3 computes it over the whole and refuses where it differs.
          ChecksumCRC32: file.crc32,
          ChecksumType: 'FULL_OBJECT',
        }),
      );
    } catch (error) {
      await s3.send(new AbortMultipartUploadCommand({ ...target, UploadId }));
      throw error;
    }
  };

  return {
    async place(file, to, metadata) {
      const found = await inspect(file);
      const copy = file.bytes > copyLimit ? copyInParts : copyWhole;
      await copy(file, found, to, metadata);
    },
  };
};
