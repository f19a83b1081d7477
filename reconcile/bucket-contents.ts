import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  type ObjectIdentifier,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Lab } from '../lab/names.ts';

/** Whether an object is the lab's to delete; `bytes` is the size of its newest version. */
export type Belongs = (key: string, bytes: number) => Promise<boolean>;

/** What emptying a bucket left in it. */
export interface Left {
  readonly foreign: number;
  /** A few of their keys. */
  readonly examples: readonly string[];
}

const mostExamples = 3;

const remove = async (s3: S3Client, lab: Lab, Bucket: string, objects: ObjectIdentifier[]): Promise<void> => {
  if (objects.length === 0) return;
  const { Errors } = await s3.send(
    new DeleteObjectsCommand({
      Bucket,
      ExpectedBucketOwner: lab.account,
      Delete: { Objects: objects, Quiet: true },
    }),
  );
  const [first] = Errors ?? [];
  if (first !== undefined)
    throw new Error(`S3 did not delete s3://${Bucket}/${first.Key}: ${first.Code}: ${first.Message}`);
};

interface Owned {
  readonly Bucket: string;
  readonly ExpectedBucketOwner: string;
}

const abortUploads = async (s3: S3Client, owned: Owned): Promise<void> => {
  let markers: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
  for (let more = true; more; ) {
    const page = await s3.send(new ListMultipartUploadsCommand({ ...owned, ...markers }));
    for (const { Key, UploadId } of page.Uploads ?? [])
      await s3.send(new AbortMultipartUploadCommand({ ...owned, Key, UploadId }));
    markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
    more = page.IsTruncated === true;
  }
};

/** One version of an object, or a marker that says it was deleted (`bytes` is then -1). */
interface Version {
  readonly Key: string;
  readonly VersionId: string | undefined;
  readonly bytes: number;
}

async function* versions(s3: S3Client, owned: Owned): AsyncGenerator<readonly Version[]> {
  let markers: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
  for (let more = true; more; ) {
    const page = await s3.send(new ListObjectVersionsCommand({ ...owned, ...markers }));
    yield [
      ...(page.Versions ?? []).map(({ Key = '', VersionId, Size = 0 }) => ({ Key, VersionId, bytes: Size })),
      ...(page.DeleteMarkers ?? []).map(({ Key = '', VersionId }) => ({ Key, VersionId, bytes: -1 })),
    ];
    markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    more = page.IsTruncated === true;
  }
}

/**
 * Deletes the lab's objects from a bucket, with all their versions, and every unfinished upload. A page of the listing
 * has at most 1,000 entries, which is what one DeleteObjects takes:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
 */
export const emptyBucket = async (
  s3: S3Client,
  lab: Lab,
  Bucket: string,
  belongs: Belongs,
): Promise<Left> => {
  const owned = { Bucket, ExpectedBucketOwner: lab.account };
  await abortUploads(s3, owned);

  let foreign = 0;
  const examples: string[] = [];
  const decided = new Map<string, boolean>();
  for await (const entries of versions(s3, owned)) {
    const ours: ObjectIdentifier[] = [];
    for (const { Key, VersionId, bytes } of entries) {
      // The newest version of a key comes first, and decides for the older ones.
      const known = decided.get(Key);
      const belongsToLab = known ?? (await belongs(Key, bytes));
      decided.set(Key, belongsToLab);
      if (belongsToLab) ours.push({ Key, ...(VersionId === undefined ? {} : { VersionId }) });
      else if (known === undefined) {
        foreign += 1;
        if (examples.length < mostExamples) examples.push(Key);
      }
    }
    await remove(s3, lab, Bucket, ours);
  }
  return { foreign, examples };
};
