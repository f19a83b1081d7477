import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type Part,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { formatCrc32 } from '../../lab/crc32.ts';
import type { StoredFile } from '../../lab/definition.ts';
import { inParallel } from '../../lab/in-parallel.ts';
import { unlessDenied } from '../../reconcile/aws-errors.ts';
import type { Condition, Place } from '../../reconcile/place.ts';

/** An upload has at most 10,000 parts: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const mostParts = 10_000;
/** Bytes. Parts are held in memory, so that one that is throttled can be sent again. */
export const usualPart = 16 * 1024 * 1024;
const partsAtOnce = 4;

interface Upload {
  readonly id: string | undefined;
  /** What an interrupted upload has left, by number. */
  readonly parts: ReadonlyMap<number, Part>;
}

const partsThere = async (s3: S3Client, target: object & { Bucket: string; Key: string }, id: string) => {
  const parts = new Map<number, Part>();
  let PartNumberMarker: string | undefined;
  do {
    const page = await s3.send(new ListPartsCommand({ ...target, UploadId: id, PartNumberMarker }));
    for (const part of page.Parts ?? []) parts.set(part.PartNumber ?? 0, part);
    PartNumberMarker = page.IsTruncated === true ? page.NextPartNumberMarker : undefined;
  } while (PartNumberMarker !== undefined);
  return parts;
};

/** As an upload is begun here. Parts of another kind have other checksums. */
const kind = { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' } as const;

/** The newest upload of this object that was begun and not completed; undefined also if we may not look for it. */
const interrupted = async (s3: S3Client, { bucket, key }: Place): Promise<Upload | undefined> => {
  const target = { Bucket: bucket, Key: key };
  const page = await unlessDenied(s3.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: key })));
  const ours = page?.Uploads?.filter(
    ({ Key, ChecksumAlgorithm, ChecksumType }) =>
      Key === key && ChecksumAlgorithm === kind.ChecksumAlgorithm && ChecksumType === kind.ChecksumType,
  );
  // The list is in the order in which they were begun.
  const id = ours?.at(-1)?.UploadId;
  const parts = id === undefined ? undefined : await unlessDenied(partsThere(s3, target, id));
  return parts === undefined ? undefined : { id, parts };
};

const begin = async (s3: S3Client, { bucket, key }: Place): Promise<Upload> => {
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({
      Bucket: bucket,
      Key: key,
      ...kind,
    }),
  );
  return { id: UploadId, parts: new Map() };
};

/**
 * Uploads a file in parts, and goes on with an upload that was interrupted: parts that are there, with the checksum of
 * this file's part, are not sent again. S3 refuses to complete what has another checksum than the whole file
 * (`BadDigest`). An upload that fails is left for the next time.
 *
 * @param onPart called for each part with its bytes, and whether they were there
 * @param part bytes of a part
 */
export const uploadParts = async (
  s3: S3Client,
  path: string,
  file: StoredFile,
  to: Place,
  condition: Condition,
  onPart: (bytes: number, wasThere: boolean) => void = () => {},
  part = usualPart,
): Promise<void> => {
  const target = { Bucket: to.bucket, Key: to.key };
  const { id, parts } = (await interrupted(s3, to)) ?? (await begin(s3, to));
  const size = Math.max(part, Math.ceil(file.bytes / mostParts));
  const source = await open(path);
  try {
    const sendPart = async (from: number, index: number): Promise<CompletedPart> => {
      const PartNumber = index + 1;
      const Body = Buffer.alloc(Math.min(size, file.bytes - from));
      await source.read(Body, 0, Body.length, from);
      const ChecksumCRC32 = formatCrc32(crc32(Body));
      const there = parts.get(PartNumber);
      const isThere = there?.Size === Body.length && there.ChecksumCRC32 === ChecksumCRC32;
      const { ETag } = isThere
        ? there
        : await s3.send(new UploadPartCommand({ ...target, UploadId: id, PartNumber, Body, ChecksumCRC32 }));
      onPart(Body.length, isThere);
      return { PartNumber, ETag, ChecksumCRC32 };
    };
    const starts = Array.from({ length: Math.ceil(file.bytes / size) }, (_, index) => index * size);
    const Parts = await inParallel(partsAtOnce, starts, sendPart);
    await s3.send(
      new CompleteMultipartUploadCommand({
        ...target,
        UploadId: id,
        MultipartUpload: { Parts },
        ChecksumCRC32: file.crc32,
        ChecksumType: kind.ChecksumType,
        ...condition,
      }),
    );
  } finally {
    await source.close();
  }
};
