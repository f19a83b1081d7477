import { HeadObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import type { StoredFile } from '../../lab/definition.ts';
import type { SeedUri } from '../../lab/seed-uri.ts';
import { isMissing } from '../../reconcile/aws-errors.ts';
import { asSeen, type Condition } from '../../reconcile/place.ts';
import { asSeedError, placeIn } from './published-seed.ts';

/** What is in a file's place in the seed. */
export type Found =
  /** Exactly this content. */
  | { readonly is: 'in place' }
  /** Nothing, or something else: the condition under which S3 may write there. */
  | { readonly is: 'to write'; readonly condition: Condition };

/** Looks at a file's place by itself. @throws SeedUnavailable, S3's errors */
export const look = async (s3: S3Client, target: SeedUri, file: StoredFile): Promise<Found> => {
  const { bucket, key } = placeIn(target, file.key);
  try {
    const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' }));
    const isSame = head.ContentLength === file.bytes && head.ChecksumCRC32 === file.crc32;
    return isSame ? { is: 'in place' } : { is: 'to write', condition: asSeen(head) };
  } catch (error) {
    if (isMissing(error)) return { is: 'to write', condition: asSeen(undefined) };
    throw await asSeedError(s3, target, file.key, error);
  }
};

interface Listed {
  readonly bytes: number;
  readonly etag: string | undefined;
}

/**
 * Lists what is under the prefix, a thousand objects a call. A bucket may hold far more than the seed, so it gives up
 * when it has made as many calls as there are files.
 *
 * @returns undefined if it has given up
 */
const list = async (
  s3: S3Client,
  { bucket, prefix }: SeedUri,
  files: readonly StoredFile[],
): Promise<ReadonlyMap<string, Listed> | undefined> => {
  const wanted = new Set(files.map(({ key }) => key));
  const found = new Map<string, Listed>();
  let ContinuationToken: string | undefined;
  for (let calls = 0; calls < files.length; calls += 1) {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken }),
    );
    for (const { Key = '', Size = -1, ETag } of page.Contents ?? []) {
      const key = Key.slice(prefix.length);
      if (wanted.has(key)) found.set(key, { bytes: Size, etag: ETag });
    }
    ContinuationToken = page.NextContinuationToken;
    if (ContinuationToken === undefined) return found;
  }
  return undefined;
};

/**
 * Finds what is already in place. A list has no checksums, so only files of the right size cost a call each: a first
 * publication of 10,000 files makes ten calls, not 10,000.
 */
export const placesOf = async (
  s3: S3Client,
  target: SeedUri,
  files: readonly StoredFile[],
): Promise<(file: StoredFile) => Promise<Found>> => {
  const listed = await list(s3, target, files);
  return async file => {
    const there = listed?.get(file.key);
    if (listed === undefined || there?.bytes === file.bytes) return look(s3, target, file);
    return { is: 'to write', condition: asSeen(there === undefined ? undefined : { ETag: there.etag }) };
  };
};
