import { DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { measureBytes } from '../../lab/crc32.ts';
import { type BucketPurpose, bucketName } from '../../lab/names.ts';
import type { FileSource } from '../../reconcile/object.ts';
import type { Place } from '../../reconcile/place.ts';
import type { DriftingKind, Removal } from './kind-fixture.ts';
import { lab } from './lab-handlers.ts';

/** What somebody put in the place of a file of the lab. */
export const theirContent = 'id,city\n9,Chur\n';

const contentOf = (text: string): string => {
  const { bytes, crc32 } = measureBytes(Buffer.from(text));
  return `${bytes} bytes, CRC32 ${crc32}`;
};

/** A kind whose resource is what lies in this place: it has one property, the content. */
export const driftOfObject = (
  s3: S3Client,
  { bucket, key }: Place,
  resource: DriftingKind['resource'],
): DriftingKind => ({
  resource,
  drifts: Object.fromEntries(
    Object.keys(resource.properties).map(property => [
      property,
      {
        theirs: contentOf(theirContent),
        make: () => s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: theirContent })),
      },
    ]),
  ),
});

/** For resources that are only asked what they should be. */
export const noSource: FileSource = { place: () => Promise.reject(new Error('nothing is placed from here')) };

export const objectAway =
  (purpose: BucketPurpose, Key: string): Removal =>
  ({ s3 }) =>
    s3.send(new DeleteObjectCommand({ Bucket: bucketName(lab, purpose), Key }));
