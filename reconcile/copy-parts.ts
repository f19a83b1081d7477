import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type Part,
  paginateListParts,
  type S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { FileMismatch } from '../lab/errors.ts';
import { inParallel } from '../lab/in-parallel.ts';
import type { Upload } from '../lab/run.ts';
import { isNamed, saying } from './aws-errors.ts';
import type { Copy, Written } from './copy-object.ts';
import { encodedPlace } from './place.ts';

/**
 * An upload has at most 10,000 parts, and a part at most 5 GiB, which makes S3's largest object, of 48.8 TiB:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
 */
const mostParts = 10_000;
const usualPart = 512 * 1024 * 1024;
const partsAtOnce = 32;

/** How a copy in parts is divided among several invocations. */
export interface HandOver {
  /** What an earlier invocation has begun. */
  readonly upload?: Upload | undefined;
  /** Whether to leave the remaining parts to the next invocation. */
  isTimeUp(): boolean;
}

/** Not a failure: the next invocation goes on with the upload. */
export class CopyUnfinished extends Error {
  override readonly name = 'CopyUnfinished';
  readonly upload: Upload;
  constructor(upload: Upload) {
    super(`${upload.key} is not copied yet`);
    this.upload = upload;
  }
}

/** Byte ranges that cover a file: `bytes=0-99`, `bytes=100-149`. */
export const partRanges = (bytes: number, part: number): readonly string[] =>
  Array.from(
    { length: Math.ceil(bytes / part) },
    (_, i) => `bytes=${i * part}-${Math.min(bytes, (i + 1) * part) - 1}`,
  );

interface Target {
  readonly Bucket: string;
  readonly Key: string;
  readonly ExpectedBucketOwner: string | undefined;
}

type PartsByNumber = ReadonlyMap<number | undefined, Part>;

/** The parts that an upload has; undefined if there is no such upload any more. */
const partsOf = async (
  s3: S3Client,
  target: Target,
  UploadId: string,
): Promise<PartsByNumber | undefined> => {
  const parts: Part[] = [];
  try {
    for await (const page of paginateListParts({ client: s3 }, { ...target, UploadId }))
      parts.push(...(page.Parts ?? []));
  } catch (error) {
    if (isNamed(error, 'NoSuchUpload')) return undefined;
    throw error;
  }
  return new Map(parts.map(part => [part.PartNumber, part]));
};

const abort = async (
  s3: S3Client,
  target: Pick<Target, 'Bucket' | 'Key'>,
  UploadId: string,
): Promise<void> => {
  try {
    await s3.send(new AbortMultipartUploadCommand({ ...target, UploadId }));
  } catch {
    // What went wrong before matters more, and the bucket's lifecycle rule aborts the upload after a day.
  }
};

/** Aborts an upload that an earlier invocation handed over, and that nobody will go on with. */
export const abortUpload = (s3: S3Client, { bucket, key, id }: Upload): Promise<void> =>
  abort(s3, { Bucket: bucket, Key: key }, id);

/**
 * Copies an object in parts, several at a time. With `handOver` the upload's ID is handed over before the first part is
 * copied, so that every later invocation, even after a crash, goes on with the parts that are missing.
 *
 * @throws CopyUnfinished if the next invocation has to go on; FileMismatch
 */
export const copyInParts = async (
  s3: S3Client,
  { from, found, to, condition, owner, metadata, crc32 }: Copy,
  copyLimit: number,
  handOver?: HandOver,
): Promise<Written> => {
  const target = { Bucket: to.bucket, Key: to.key, ExpectedBucketOwner: owner };
  const source = `s3://${from.bucket}/${from.key}`;
  const bytes = found.ContentLength ?? 0;
  const begun = handOver?.upload?.key === to.key ? handOver.upload.id : undefined;
  const there = begun === undefined ? undefined : await partsOf(s3, target, begun);

  const begin = async (): Promise<string> => {
    const { UploadId = '' } = await s3.send(
      new CreateMultipartUploadCommand({
        ...target,
        ChecksumAlgorithm: 'CRC32',
        ChecksumType: 'FULL_OBJECT',
        Metadata: { ...metadata },
        ContentType: found.ContentType,
      }),
    );
    if (handOver !== undefined) throw new CopyUnfinished({ ...to, id: UploadId });
    return UploadId;
  };
  const UploadId = begun !== undefined && there !== undefined ? begun : await begin();

  const copyPart = async (CopySourceRange: string, index: number): Promise<CompletedPart> => {
    const PartNumber = index + 1;
    const part = there?.get(PartNumber);
    if (part !== undefined) return { PartNumber, ETag: part.ETag, ChecksumCRC32: part.ChecksumCRC32 };
    if (handOver?.isTimeUp() === true) throw new CopyUnfinished({ ...to, id: UploadId });
    try {
      const { CopyPartResult } = await s3.send(
        new UploadPartCopyCommand({
          ...target,
          UploadId,
          PartNumber,
          CopySourceRange,
          CopySource: encodedPlace(from),
          CopySourceIfMatch: found.ETag,
        }),
      );
      return { PartNumber, ETag: CopyPartResult?.ETag, ChecksumCRC32: CopyPartResult?.ChecksumCRC32 };
    } catch (error) {
      throw saying(error, `UploadPartCopy ${source} to s3://${to.bucket}/${to.key}`);
    }
  };

  try {
    const part = Math.max(Math.min(usualPart, copyLimit), Math.ceil(bytes / mostParts));
    const Parts = await inParallel(partsAtOnce, partRanges(bytes, part), copyPart);
    const { ETag, ChecksumCRC32 } = await s3.send(
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
    return { etag: ETag, crc32: ChecksumCRC32 };
  } catch (error) {
    const isOver = error instanceof CopyUnfinished || isNamed(error, 'NoSuchUpload');
    if (!isOver) await abort(s3, target, UploadId);
    if (isNamed(error, 'BadDigest'))
      throw new FileMismatch(
        `${source} does not have the CRC32 ${crc32} that the definition says. Publish the seed again`,
      );
    throw error;
  }
};
