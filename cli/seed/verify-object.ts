import { crc32 } from 'node:zlib';
import {
  GetObjectCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { formatCrc32 } from '../../lab/crc32.ts';
import type { StoredFile } from '../../lab/definition.ts';
import { inWords } from '../../reconcile/aws-errors.ts';
import type { Place } from '../../reconcile/place.ts';
import { unreadableObject } from './unreadable-object.ts';

/** What looking at an object has shown. */
interface Verified {
  /** What is wrong and what to do, to follow the object's key in a sentence; undefined if nothing is. */
  readonly problem?: string | undefined;
  /** Whether all of it was read, because S3 has no CRC32 of the whole object. */
  readonly read: boolean;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
const isArchived = ({ StorageClass, ArchiveStatus, Restore = '' }: HeadObjectCommandOutput): boolean =>
  (StorageClass === 'GLACIER' || StorageClass === 'DEEP_ARCHIVE' || ArchiveStatus !== undefined) &&
  !Restore.includes('ongoing-request="false"');

const compare = (file: StoredFile, bytes: number | undefined, checksum: string | undefined) => {
  if (bytes !== file.bytes)
    return `has ${bytes} bytes, but lab.json says ${file.bytes}. Publish the seed again`;
  if (checksum !== undefined && checksum !== file.crc32)
    return `has the CRC32 ${checksum}, but lab.json says ${file.crc32}. Publish the seed again`;
  return undefined;
};

/** Reads an object as it streams past. */
const measure = async (s3: S3Client, { bucket, key }: Place): Promise<{ bytes: number; crc32: string }> => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  let bytes = 0;
  let checksum = 0;
  for await (const chunk of Body?.transformToWebStream() ?? []) {
    bytes += chunk.length;
    checksum = crc32(chunk, checksum);
  }
  return { bytes, crc32: formatCrc32(checksum) };
};

/**
 * Checks that an object of a seed is there, can be read from this account, and has its file's size and CRC32.
 * @throws S3's errors that say nothing about the object
 */
export const verifyObject = async (s3: S3Client, place: Place, file: StoredFile): Promise<Verified> => {
  try {
    const head = await s3.send(
      new HeadObjectCommand({ Bucket: place.bucket, Key: place.key, ChecksumMode: 'ENABLED' }),
    );
    if (isArchived(head))
      return {
        problem: `is archived (${head.StorageClass}). Restore it, or publish the seed again`,
        read: false,
      };
    const checksum = head.ChecksumType === 'COMPOSITE' ? undefined : head.ChecksumCRC32;
    const problem = compare(file, head.ContentLength, checksum);
    if (problem !== undefined || checksum !== undefined) return { problem, read: false };
    const content = await measure(s3, place);
    return { problem: compare(file, content.bytes, content.crc32), read: true };
  } catch (error) {
    const problem = await unreadableObject(s3, place, error);
    if (problem === undefined) throw inWords(error);
    return { problem, read: false };
  }
};
