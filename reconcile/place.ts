import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3';

/** The place of an object. */
export interface Place {
  readonly bucket: string;
  readonly key: string;
}

/** What S3 must find in a place to write there: no object, or exactly the one that was looked at. */
export type Condition = { readonly IfNoneMatch: '*' } | { readonly IfMatch: string };

/** The condition that the place is still as it was seen. */
export const asSeen = (seen: Pick<HeadObjectCommandOutput, 'ETag'> | undefined): Condition =>
  seen?.ETag === undefined ? { IfNoneMatch: '*' } : { IfMatch: seen.ETag };

export const addressOf = ({ bucket, key }: Place): string => `s3://${bucket}/${key}`;

/** A place as the header for a copy's source takes it. */
export const encodedPlace = ({ bucket, key }: Place): string =>
  `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
