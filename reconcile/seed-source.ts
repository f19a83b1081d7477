import { HeadObjectCommand, type HeadObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import type { DatasetFile } from '../lab/datasets.ts';
import type { StoredFile } from '../lab/definition.ts';
import { FileMismatch, SeedUnavailable } from '../lab/errors.ts';
import type { Lab } from '../lab/names.ts';
import { formatSeedUri, type SeedUri } from '../lab/seed-uri.ts';
import { inWords, isDenied, isElsewhere, isMissing, isOvertaken, unlessDenied } from './aws-errors.ts';
import { type Copy, copyObject, largestCopy, type Written } from './copy-object.ts';
import type { HandOver } from './copy-parts.ts';
import { listKeys } from './listing.ts';
import type { FileSource } from './object.ts';

/** Message about an object in a bucket of another region that S3 does not name. */
export const elsewhere = (where: string): string =>
  `${where} is in another region, and S3 does not say in which. Publish the seed in a bucket of this region`;

type Owner = Partial<Pick<Lab, 'account'>>;

/**
 * Files of a seed, copied by S3 itself: no byte passes through the function.
 *
 * @param owner the account that must own the bucket that they are copied to; any, if it is left out
 * @param copyLimit bytes above which a file is copied in parts; default: S3's limit
 * @param handOver how such a copy is divided among several invocations; default: one does all of it
 */
export const seedSource = (
  s3: S3Client,
  { account: owner }: Owner,
  seed: SeedUri,
  copyLimit = largestCopy,
  handOver?: HandOver,
): FileSource => {
  /** Looks at the file in the seed, and refuses it before anything is written if it differs from the definition. */
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
      if (isMissing(error) || isDenied(error))
        throw new SeedUnavailable(
          `the definition names ${where}, which ${isDenied(error) ? 'may not be read, or is not there' : 'is not there'}. ` +
            'Publish the seed again, or let this account read it',
        );
      if (isElsewhere(error)) throw new SeedUnavailable(elsewhere(where));
      throw inWords(error, `HeadObject ${where}`);
    }
    const checksum = found.ChecksumType === 'COMPOSITE' ? undefined : found.ChecksumCRC32;
    if (found.ContentLength !== file.bytes || (checksum !== undefined && checksum !== file.crc32))
      throw new FileMismatch(
        `${where} has ${found.ContentLength} bytes and CRC32 ${checksum ?? 'unknown'}; the definition says ` +
          `${file.bytes} and ${file.crc32}. Publish the seed again`,
      );
    return found;
  };

  /** Copies the file in the version that the manifest names, unless it has another ETag by now and the same content. */
  const place = async (file: DatasetFile, target: Omit<Copy, 'from' | 'found'>): Promise<Written> => {
    const from = { bucket: seed.bucket, key: `${seed.prefix}${file.key}` };
    const copy = (found: Copy['found']) => copyObject(s3, { ...target, from, found }, copyLimit, handOver);
    const { etag: ETag } = file;
    if (ETag === undefined) return copy(await inspect(file));
    try {
      return await copy({ ETag, ContentLength: file.bytes });
    } catch (error) {
      // S3 answers the same if it is the source that has changed, or is gone, as if it is the target.
      if (!isOvertaken(error) && !isMissing(error) && !isDenied(error)) throw error;
      const found = await inspect(file);
      if (found.ETag === ETag) throw error;
      return copy(found);
    }
  };

  return {
    wholeUpTo: copyLimit,

    place: (file, to, metadata, condition) =>
      place(file, { to, condition, owner, metadata, crc32: file.crc32 }),

    async list(keys) {
      const folder = { Bucket: seed.bucket, Prefix: seed.prefix };
      const places = keys.map(key => `${seed.prefix}${key}`);
      const listed = (await unlessDenied(listKeys(s3, folder, places))) ?? new Map();
      return new Map([...listed].map(([key, each]) => [key.slice(seed.prefix.length), each]));
    },
  };
};
