import { HeadObjectCommand, type HeadObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import type { StoredFile } from '../lab/definition.ts';
import { FileMismatch, SeedUnavailable } from '../lab/errors.ts';
import type { Lab } from '../lab/names.ts';
import { formatSeedUri, type SeedUri } from '../lab/seed-uri.ts';
import { inWords, isDenied, isElsewhere, isMissing } from './aws-errors.ts';
import { copyObject } from './copy-object.ts';
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
 */
export const seedSource = (
  s3: S3Client,
  { account: owner }: Owner,
  seed: SeedUri,
  copyLimit?: number,
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

  return {
    async place(file, to, metadata, condition) {
      const found = await inspect(file);
      const from = { bucket: seed.bucket, key: `${seed.prefix}${file.key}` };
      const copy = { from, found, to, condition, owner, metadata, crc32: file.crc32 };
      await copyObject(s3, copy, copyLimit);
    },
  };
};
