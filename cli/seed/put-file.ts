import { readFile, stat } from 'node:fs/promises';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { StoredFile } from '../../lab/definition.ts';
import { FileMismatch } from '../../lab/errors.ts';
import { formatSeedUri, type SeedUri } from '../../lab/seed-uri.ts';
import { errorText, isDenied, isNamed, isOvertaken } from '../../reconcile/aws-errors.ts';
import type { Condition, Place } from '../../reconcile/place.ts';
import { seedSource } from '../../reconcile/seed-source.ts';
import { Failed } from '../errors.ts';
import { look } from './in-place.ts';
import { placeIn } from './published-seed.ts';
import type { SeedFile } from './seed-folder.ts';
import { uploadParts, usualPart } from './upload-parts.ts';

/** Bytes above which a file goes up in parts. */
export const largestWhole = usualPart;

/** Called with bytes that are in the seed now, and whether an interrupted upload had left them there. */
export type OnBytes = (bytes: number, wereThere: boolean) => void;

const put = async (
  s3: S3Client,
  file: StoredFile,
  Body: Uint8Array | string,
  { bucket, key }: Place,
  condition: Condition,
): Promise<void> => {
  await s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body,
      // S3 refuses content with another checksum.
      ChecksumCRC32: file.crc32,
      ...(file.key === 'lab.json' ? { ContentType: 'application/json', CacheControl: 'no-cache' } : {}),
      ...condition,
    }),
  );
};

/** S3 copies the file, and checks it only where it can: so it is looked at afterwards. */
const copy = async (
  s3: S3Client,
  target: SeedUri,
  file: SeedFile & { readonly from: Place },
  condition: Condition,
): Promise<void> => {
  const { bucket, key } = file.from;
  const source = seedSource(s3, {}, { bucket, prefix: '' });
  await source.place({ ...file, key }, placeIn(target, file.key), {}, condition);
  if ((await look(s3, target, file)).is !== 'in place')
    throw new FileMismatch(
      `s3://${bucket}/${key} is not what the lab.json of its seed says: check it with \`npx daybreak seed verify\``,
    );
};

const send = async (
  s3: S3Client,
  target: SeedUri,
  file: SeedFile,
  condition: Condition,
  onBytes: OnBytes,
): Promise<void> => {
  const to = placeIn(target, file.key);
  if ('path' in file && file.bytes > largestWhole)
    return uploadParts(s3, file.path, file, to, condition, onBytes);
  if ('from' in file) await copy(s3, target, file, condition);
  else if ('path' in file) await put(s3, file, await readFile(file.path), to, condition);
  else await put(s3, file, 'make' in file ? file.make() : file.body, to, condition);
  onBytes(file.bytes, false);
};

const hasOtherSize = async (file: SeedFile): Promise<boolean> =>
  'path' in file && (await stat(file.path)).size !== file.bytes;

const denied = (address: string, error: Error): Failed =>
  new Failed(
    /\bkms:/i.test(error.message)
      ? `${address} can't be written: the bucket encrypts with a KMS key that you may not use (${errorText(error)}). ` +
          'You need kms:GenerateDataKey and kms:Decrypt in its policy, or another bucket.'
      : `${address} can't be written (${errorText(error)}). You need s3:PutObject there, or another bucket.`,
  );

/**
 * Writes a file to its place in a seed, unless somebody else has written there since it was looked at.
 *
 * @returns `changed` if the file is no longer the one that was checked: nothing is written then
 * @throws Failed that says who is in the way; SeedUnavailable, FileMismatch about a file of another seed; S3's errors
 */
export const putFile = async (
  s3: S3Client,
  target: SeedUri,
  file: SeedFile,
  condition: Condition,
  onBytes: OnBytes,
): Promise<'published' | 'changed'> => {
  if (await hasOtherSize(file)) return 'changed';
  try {
    await send(s3, target, file, condition, onBytes);
  } catch (error) {
    if (isNamed(error, 'BadDigest') || (await hasOtherSize(file))) return 'changed';
    const address = `${formatSeedUri(target)}${file.key}`;
    if (isDenied(error)) throw denied(address, error);
    // A call that was repeated because its answer got lost meets what it wrote itself.
    if (isOvertaken(error) && (await look(s3, target, file)).is !== 'in place')
      throw new Failed(
        `${address} was written by somebody else while you published. Find out who, then run the same command again.`,
      );
    if (!isOvertaken(error)) throw error;
  }
  return (await hasOtherSize(file)) ? 'changed' : 'published';
};
