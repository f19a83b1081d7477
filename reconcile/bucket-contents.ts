import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { inParallel } from '../lab/in-parallel.ts';
import type { Lab } from '../lab/names.ts';

/** Decides whether an object is the lab's to delete; `version` is the version to look at if the object was deleted. */
export type OwnershipCheck = (key: string, version: string | undefined) => Promise<boolean>;

/** Objects that are not the lab's, which emptying a bucket leaves in it. */
export interface ForeignObjects {
  readonly foreign: number;
  /** A few of their keys. */
  readonly examples: readonly string[];
}

const mostExamples = 3;
/** Well under the SDK's 50 sockets. */
const keysAtOnce = 16;
/** The most that DeleteObjects takes: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
const batchSize = 1000;

/** One version of an object, or a delete marker. */
interface Entry {
  readonly Key: string;
  readonly VersionId: string | undefined;
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

const abortUploads = async (s3: S3Client, owned: OwnedBucket): Promise<void> => {
  let markers: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
  for (let more = true; more; ) {
    const page = await s3.send(new ListMultipartUploadsCommand({ ...owned, ...markers }));
    for (const { Key, UploadId } of page.Uploads ?? [])
      await s3.send(new AbortMultipartUploadCommand({ ...owned, Key, UploadId }));
    markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
    more = page.IsTruncated === true;
  }
};

interface Page {
  readonly versions: readonly (Entry & { readonly isLatest: boolean })[];
  readonly deletions: readonly Entry[];
}

async function* pagesOf(s3: S3Client, owned: OwnedBucket): AsyncGenerator<Page> {
  let markers: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
  for (let more = true; more; ) {
    const page = await s3.send(new ListObjectVersionsCommand({ ...owned, ...markers }));
    yield {
      versions: (page.Versions ?? []).map(({ Key = '', VersionId, IsLatest }) => ({
        Key,
        VersionId,
        isLatest: IsLatest === true,
      })),
      deletions: (page.DeleteMarkers ?? []).map(({ Key = '', VersionId }) => ({ Key, VersionId })),
    };
    markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    more = page.IsTruncated === true;
  }
}

/**
 * Deletes the lab's objects from a bucket, with all their versions, and every unfinished upload. An object's newest
 * content decides whether all of its versions and delete markers are the lab's.
 */
export const emptyBucket = async (
  s3: S3Client,
  lab: Lab,
  Bucket: string,
  belongs: OwnershipCheck,
): Promise<ForeignObjects> => {
  const owned = { Bucket, ExpectedBucketOwner: lab.account };
  await abortUploads(s3, owned);

  const isLabs = new Map<string, boolean>();
  // The listing goes from new to old: the content behind these delete markers may be on the next page.
  let undecided: readonly Entry[] = [];
  for await (const { versions, deletions } of pagesOf(s3, owned)) {
    const newest = new Map(
      versions
        .filter(({ Key }) => !isLabs.has(Key))
        .map(version => [version.Key, version] as const)
        .reverse(),
    );
    await inParallel(keysAtOnce, newest.values(), async ({ Key, VersionId, isLatest }) => {
      isLabs.set(Key, await belongs(Key, isLatest ? undefined : VersionId));
    });
    const entries = [...undecided, ...versions, ...deletions];
    undecided = entries.filter(({ Key }) => !isLabs.has(Key));
    await remove(
      s3,
      owned,
      entries.filter(({ Key }) => isLabs.get(Key) === true),
    );
  }
  // These have only delete markers left.
  await remove(s3, owned, undecided);
  const foreign = [...isLabs].flatMap(([key, labs]) => (labs ? [] : [key])).sort();
  return { foreign: foreign.length, examples: foreign.slice(0, mostExamples) };
};
