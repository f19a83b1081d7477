import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3';

/** Where an object lies. */
export interface Place {
  readonly bucket: string;
  readonly key: string;
}

/** What S3 has to find in a place, or it writes nothing there: no object, or the very one that was looked at. */
export type Condition = { readonly IfNoneMatch: '*' } | { readonly IfMatch: string };

/** Nothing may have appeared in the place, or changed there, since this was seen. */
export const asSeen = (seen: Pick<HeadObjectCommandOutput, 'ETag'> | undefined): Condition =>
  seen?.ETag === undefined ? { IfNoneMatch: '*' } : { IfMatch: seen.ETag };
