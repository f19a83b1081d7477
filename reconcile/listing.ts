import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { compareKeys } from '../lab/datasets.ts';

/** What a listing says about an object: neither its checksum nor its mark. */
export interface Listed {
  readonly bytes: number | undefined;
  /** With its quotes, as S3 writes it. */
  readonly etag: string | undefined;
}

/** A part of a folder, from one key to just before another; without them, from its beginning or to its end. */
export interface Range {
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

interface Folder {
  readonly Bucket: string;
  readonly Prefix: string;
  readonly ExpectedBucketOwner?: string;
}

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

/** Lists everything in a part of a folder, in pages of up to a thousand objects. */
export async function* listRange(
  s3: S3Client,
  folder: Folder,
  { from, until }: Range,
): AsyncGenerator<ReadonlyMap<string, Listed>> {
  let StartAfter = from === undefined ? undefined : before(from);
  for (let more = true; more; ) {
    const { Contents = [], IsTruncated } = await s3.send(new ListObjectsV2Command({ ...folder, StartAfter }));
    const page = new Map<string, Listed>();
    for (const { Key = '', Size, ETag } of Contents)
      if (until === undefined || compareKeys(Key, until) < 0) page.set(Key, { bytes: Size, etag: ETag });
    const isPast = page.size < Contents.length;
    // There may be keys between `from` and what comes before it.
    for (const key of page.keys())
      if (from !== undefined && compareKeys(key, from) < 0) page.delete(key);
      else break;
    yield page;
    StartAfter = Contents.at(-1)?.Key;
    more = IsTruncated === true && !isPast && StartAfter !== undefined;
  }
}
