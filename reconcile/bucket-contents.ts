import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { inParallel } from '../lab/in-parallel.ts';
import type { Lab } from '../lab/names.ts';
import type { BucketContents } from '../lab/outcomes.ts';
import { mostNamed } from './some-of.ts';

/** An object's newest content, as a listing of versions has it. */
export interface Content {
  readonly key: string;
  readonly bytes: number;
  /** With its quotes, as S3 writes it. */
  readonly etag: string | undefined;
  /** The version to look at if the object was deleted; undefined: the newest. */
  readonly version: string | undefined;
}

/** Decides what in a bucket is the lab's to delete. */
export interface Ownership {
  /** The keys of those that are the lab's, of up to a thousand objects in the order of a listing. */
  objects(contents: readonly Content[]): Promise<ReadonlySet<string>>;
  /**
   * Whether an upload to this key can only be the lab's: S3 does not say what an upload's object would carry, and of who
   * began it only that it was "an IAM user" (https://docs.aws.amazon.com/AmazonS3/latest/API/API_Initiator.html).
   */
  upload(key: string): boolean;
}

/** Well under the SDK's 50 sockets. */
const keysAtOnce = 16;

/** Decides about each object on its own. */
export const oneByOne =
  (isLabs: (content: Content) => Promise<boolean>): Ownership['objects'] =>
  async contents => {
    const labs = new Set<string>();
    await inParallel(keysAtOnce, contents, async content => {
      if (await isLabs(content)) labs.add(content.key);
    });
    return labs;
  };

/** What is in a bucket, and a few names of what is somebody's. */
export interface Found {
  readonly contents: BucketContents;
  readonly objects: readonly string[];
  readonly uploads: readonly string[];
}

/** How to go about a bucket. */
export interface Clearing {
  /** Deletes nothing. */
  readonly looking: boolean;
  /** Also deletes what is somebody's. */
  readonly everything: boolean;
}

/** The most that DeleteObjects takes: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
const batchSize = 1000;

/** One version of an object, or a delete marker. */
interface Entry {
  readonly Key: string;
  readonly VersionId: string | undefined;
}

interface Version extends Entry {
  readonly bytes: number;
  readonly etag: string | undefined;
  readonly isLatest: boolean;
}

interface OwnedBucket {
  readonly Bucket: string;
  readonly ExpectedBucketOwner: string;
}

const remove = async (s3: S3Client, owned: OwnedBucket, entries: readonly Entry[]): Promise<void> => {
  for (let start = 0; start < entries.length; start += batchSize) {
    const Objects = entries.slice(start, start + batchSize).map(({ Key, VersionId }) => ({ Key, VersionId }));
    const { Errors } = await s3.send(
      new DeleteObjectsCommand({ ...owned, Delete: { Objects, Quiet: true } }),
    );
    const [first] = Errors ?? [];
    if (first !== undefined)
      throw new Error(`S3 did not delete s3://${owned.Bucket}/${first.Key}: ${first.Code}: ${first.Message}`);
  }
};

interface Page {
  readonly versions: readonly Version[];
  readonly deletions: readonly Entry[];
}

async function* pagesOf(s3: S3Client, owned: OwnedBucket): AsyncGenerator<Page> {
  let markers: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
  for (let more = true; more; ) {
    const page = await s3.send(new ListObjectVersionsCommand({ ...owned, ...markers }));
    yield {
      versions: (page.Versions ?? []).map(({ Key = '', VersionId, IsLatest, Size = 0, ETag }) => ({
        Key,
        VersionId,
        bytes: Size,
        etag: ETag,
        isLatest: IsLatest === true,
      })),
      deletions: (page.DeleteMarkers ?? []).map(({ Key = '', VersionId }) => ({ Key, VersionId })),
    };
    markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    more = page.IsTruncated === true;
  }
}

/** Aborts the unfinished uploads that are the lab's, and counts the others. */
const clearUploads = async (
  s3: S3Client,
  owned: OwnedBucket,
  ownership: Ownership,
  { looking, everything }: Clearing,
): Promise<Pick<Found, 'uploads'> & { readonly otherUploads: number }> => {
  const uploads: string[] = [];
  let otherUploads = 0;
  let markers: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
  for (let more = true; more; ) {
    const page = await s3.send(new ListMultipartUploadsCommand({ ...owned, ...markers }));
    for (const { Key = '', UploadId } of page.Uploads ?? []) {
      const isLabs = ownership.upload(Key);
      if (!isLabs) otherUploads += 1;
      if (!isLabs && uploads.length < mostNamed) uploads.push(Key);
      if (!looking && (isLabs || everything))
        await s3.send(new AbortMultipartUploadCommand({ ...owned, Key, UploadId }));
    }
    markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
    more = page.IsTruncated === true;
  }
  return { uploads, otherUploads };
};

/** The newest content of each of these objects about which nothing is decided; the listing goes from new to old. */
const newestOf = (versions: readonly Version[], decided: ReadonlyMap<string, boolean>): Content[] => {
  const newest = new Map<string, Content>();
  for (const { Key: key, VersionId, bytes, etag, isLatest } of versions)
    if (!decided.has(key) && !newest.has(key))
      newest.set(key, { key, bytes, etag, version: isLatest ? undefined : VersionId });
  return [...newest.values()];
};

/**
 * Deletes the lab's objects from a bucket, with all their versions, and the lab's unfinished uploads; or, `looking`, says
 * what it would delete. An object's newest content decides whether all of its versions and delete markers are the lab's.
 * It goes from page to page and keeps no list of what it has seen.
 */
export const clearBucket = async (
  s3: S3Client,
  lab: Lab,
  Bucket: string,
  ownership: Ownership,
  clearing: Clearing,
): Promise<Found> => {
  const { looking, everything } = clearing;
  const owned = { Bucket, ExpectedBucketOwner: lab.account };
  const { uploads, otherUploads } = await clearUploads(s3, owned, ownership, clearing);
  const contents = { objects: 0, bytes: 0, otherObjects: 0, otherBytes: 0, otherUploads };
  const named: string[] = [];

  let before: ReadonlyMap<string, boolean> = new Map();
  // The content behind these delete markers may be on the next page.
  let undecided: readonly Entry[] = [];
  for await (const { versions, deletions } of pagesOf(s3, owned)) {
    const isLabs = new Map<string, boolean>();
    const onPage = new Set([...versions, ...deletions].map(({ Key }) => Key));
    for (const [key, labs] of before) if (onPage.has(key)) isLabs.set(key, labs);
    const newest = newestOf(versions, isLabs);
    const labs = await ownership.objects(newest);
    for (const { key } of newest) {
      isLabs.set(key, labs.has(key));
      contents[labs.has(key) ? 'objects' : 'otherObjects'] += 1;
      if (!labs.has(key) && named.length < mostNamed) named.push(key);
    }
    for (const { Key, bytes } of versions) contents[isLabs.get(Key) ? 'bytes' : 'otherBytes'] += bytes;
    const entries = [...undecided, ...versions, ...deletions];
    undecided = entries.filter(({ Key }) => !isLabs.has(Key) && onPage.has(Key));
    if (!looking)
      await remove(
        s3,
        owned,
        // What is not on this page any more has only delete markers.
        entries.filter(({ Key }) => isLabs.get(Key) ?? !onPage.has(Key)),
      );
    if (!looking && everything)
      await remove(
        s3,
        owned,
        entries.filter(({ Key }) => isLabs.get(Key) === false),
      );
    before = isLabs;
  }
  if (!looking) await remove(s3, owned, undecided);
  return { contents, objects: named, uploads };
};
