import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { taskFailed } from './refusals.ts';

export interface S3Location {
  readonly bucket: string;
  /** Without a slash at its end; empty for the whole bucket. */
  readonly prefix: string;
}

/** Undefined: it is not one of S3. */
export const parseLocation = (location: string): S3Location | undefined => {
  const [, bucket, prefix] = /^s3:\/\/([^/]+)\/?(.*?)\/*$/s.exec(location) ?? [];
  return bucket === undefined || prefix === undefined ? undefined : { bucket, prefix };
};

/** As Hive keeps it: without a slash at its end, unless it is a whole bucket. */
export const keptLocation = (location: string): string => {
  const { bucket, prefix } = parseLocation(location) ?? {};
  if (bucket === undefined) return location;
  return prefix === '' ? `s3://${bucket}/` : `s3://${bucket}/${prefix}`;
};

export const under = (location: string, folder: string): string =>
  `${location.replace(/\/+$/, '')}/${folder}`;

/**
 * Checks that a table can be there. The words are those of Hive's metastore and of the S3 file system beneath it.
 * @throws AthenaRefusal
 */
export const requireLocation = async (s3: S3Client, location: string): Promise<void> => {
  const place = parseLocation(location);
  if (place === undefined)
    throw taskFailed(
      `MetaException(message:Got exception: java.io.IOException No FileSystem for scheme: ${location.split(':')[0]})`,
      { hint: `'${location}' is not a location in S3: write s3://<bucket>/<folder>/` },
    );
  const first = await firstKey(s3, place);
  if (place.prefix !== '' && first === place.prefix)
    throw taskFailed(
      `MetaException(message:Got exception: java.io.IOException Can't make directory for path '${keptLocation(location)}' since it is a file.)`,
      { hint: `a table's location is a folder, not a file: write '${location.replace(/[^/]+\/*$/, '')}'` },
    );
};

const firstKey = async (s3: S3Client, { bucket, prefix }: S3Location): Promise<string | undefined> => {
  try {
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: 1 }),
    );
    return Contents[0]?.Key;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'NoSuchBucket') throw error;
    throw taskFailed(
      `MetaException(message:Got exception: java.io.FileNotFoundException Bucket ${bucket} does not exist)`,
      { hint: `there is no bucket ${bucket}` },
    );
  }
};
