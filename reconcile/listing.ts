import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';

/** What a listing says about an object: neither its checksum nor its mark. */
export interface Listed {
  readonly bytes: number | undefined;
  /** With its quotes, as S3 writes it. */
  readonly etag: string | undefined;
}

interface Folder {
  readonly Bucket: string;
  readonly Prefix: string;
  readonly ExpectedBucketOwner?: string;
}

/** S3 lists keys by their bytes in UTF-8; JavaScript compares strings by their units in UTF-16. */
export const compareKeys = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** A text that comes before a key, with hardly anything in between: its last character is the one before. */
const before = (key: string): string => {
  const characters = [...key];
  const code = characters.pop()?.codePointAt(0) ?? 0;
  const start = characters.join('');
  // There are no characters between these two, only halves of pairs.
  return code === 0 ? start : start + String.fromCodePoint(code === 0xe000 ? 0xd7ff : code - 1);
};

/**
 * Looks for objects in a folder, up to a thousand a call, and returns those that exist. After each page it goes on just
 * before the next key that it looks for, so other objects in between cost nothing.
 */
export const listKeys = async (
  s3: S3Client,
  folder: Folder,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Listed>> => {
  const found = new Map<string, Listed>();
  const wanted = new Set(keys);
  const inOrder = [...wanted].sort(compareKeys);
  let next = inOrder[0];
  let index = 0;
  let reached = '';
  while (next !== undefined) {
    const start = before(next);
    const StartAfter = compareKeys(start, reached) > 0 ? start : reached;
    const { Contents = [], IsTruncated } = await s3.send(new ListObjectsV2Command({ ...folder, StartAfter }));
    for (const { Key = '', Size, ETag } of Contents)
      if (wanted.has(Key)) found.set(Key, { bytes: Size, etag: ETag });
    const last = Contents.at(-1)?.Key;
    if (IsTruncated !== true || last === undefined) break;
    reached = last;
    while (next !== undefined && compareKeys(next, reached) <= 0) {
      index += 1;
      next = inOrder[index];
    }
  }
  return found;
};
