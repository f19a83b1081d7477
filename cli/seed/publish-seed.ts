import { createReadStream } from 'node:fs';
import { HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { measureBytes } from '../../lab/crc32.ts';
import { FileMismatch, InvalidInput } from '../../lab/errors.ts';
import { inParallel } from '../../lab/in-parallel.ts';
import type { SeedUri } from '../../lab/seed-uri.ts';
import { inWords, isDenied, isMissing, isNamed } from '../../reconcile/aws-errors.ts';
import type { SeedFile, SeedFolder } from './seed-folder.ts';

/** One PutObject takes at most 5 GB: https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html */
export const maxObjectBytes = 5_000_000_000;
/** Fewer than the SDK's 50 sockets, and enough for many small files. */
const parallelUploads = 8;

export interface PublishCounts {
  /** Files, `lab.json` included. */
  readonly uploaded: number;
  readonly skipped: number;
  /** Bytes that were uploaded. */
  readonly bytes: number;
}

export interface PublishProgress extends PublishCounts {
  readonly key: string;
  readonly outcome: 'uploaded' | 'skipped';
  /** Files to publish in total, `lab.json` included. */
  readonly files: number;
}

type Publishable = Pick<SeedFolder, 'definition' | 'files'>;

const definitionFile = (folder: Publishable): SeedFile => {
  const body = `${JSON.stringify(folder.definition, null, 2)}\n`;
  return { key: 'lab.json', body, ...measureBytes(Buffer.from(body)) };
};

/** Whether S3 already has exactly this content. Without ListBucket, a missing key is a 403. */
const isThere = async (s3: S3Client, target: SeedUri, file: SeedFile): Promise<boolean> => {
  try {
    const head = await s3.send(
      new HeadObjectCommand({
        Bucket: target.bucket,
        Key: target.prefix + file.key,
        ChecksumMode: 'ENABLED',
      }),
    );
    return head.ContentLength === file.bytes && head.ChecksumCRC32 === file.crc32;
  } catch (error) {
    // Without s3:ListBucket, S3 answers 403 for what is not there: the upload then shows what is allowed.
    if (isMissing(error) || isDenied(error)) return false;
    throw inWords(error, `HeadObject s3://${target.bucket}/${target.prefix}${file.key}`);
  }
};

/** S3 checks the checksum on arrival: a file that changed since we read it is not stored. */
const upload = async (s3: S3Client, target: SeedUri, file: SeedFile): Promise<void> => {
  try {
    await s3.send(
      new PutObjectCommand({
        Bucket: target.bucket,
        Key: target.prefix + file.key,
        Body: 'body' in file ? file.body : createReadStream(file.path),
        ContentLength: file.bytes,
        ChecksumAlgorithm: 'CRC32',
        ChecksumCRC32: file.crc32,
        ...(file.key === 'lab.json' ? { ContentType: 'application/json', CacheControl: 'no-cache' } : {}),
      }),
    );
  } catch (error) {
    if (isNamed(error, 'BadDigest'))
      throw new FileMismatch(`${file.key} changed while it was being published. Publish again`);
    throw error;
  }
};

/**
 * Publishes a folder as a seed: uploads what is missing or different, and `lab.json` last, once everything else is
 * there. Deletes nothing. The bucket has to exist.
 *
 * @throws InvalidInput a file is larger than 5 GB; FileMismatch a file changed meanwhile; S3's errors
 */
export const publishSeed = async (
  s3: S3Client,
  folder: Publishable,
  target: SeedUri,
  onProgress: (progress: PublishProgress) => void = () => {},
): Promise<PublishCounts> => {
  const large = folder.files.find(({ bytes }) => bytes > maxObjectBytes);
  if (large !== undefined)
    throw new InvalidInput(
      `${large.key} has ${large.bytes} bytes, but the limit is 5 GB. Split it into several files`,
    );

  const last = definitionFile(folder);
  let counts: PublishCounts = { uploaded: 0, skipped: 0, bytes: 0 };
  const publish = async (file: SeedFile): Promise<void> => {
    const there = await isThere(s3, target, file);
    if (!there) await upload(s3, target, file);
    counts = there
      ? { ...counts, skipped: counts.skipped + 1 }
      : { ...counts, uploaded: counts.uploaded + 1, bytes: counts.bytes + file.bytes };
    onProgress({
      ...counts,
      key: file.key,
      outcome: there ? 'skipped' : 'uploaded',
      files: folder.files.length + 1,
    });
  };
  await inParallel(parallelUploads, folder.files, publish);
  await publish(last);
  return counts;
};
