import { HeadObjectCommand, type HeadObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import { shortHash } from '../lab/marks.ts';
import type { Lab } from '../lab/names.ts';
import { inWords, isMissing } from './aws-errors.ts';
import type { Place } from './place.ts';

/** The metadata that carries the mark. */
export const markKey = 'daybreak-applied';

/** Identifies the place, so that the mark of an object that somebody copies elsewhere means nothing there. */
const placeHash = ({ bucket, key }: Place): string => shortHash(`${bucket}/${key}`);

/** The mark of an object with this content in this place. */
export const objectMark = (to: Place, crc32: string): Readonly<Record<string, string>> => ({
  [markKey]: `${placeHash(to)} ${crc32}`,
});

/** Stands for the CRC32 in the mark of what a repair saves: its content is not the lab's. */
const saved = 'displaced';

/** The mark of an object that a repair saved in this place. */
export const displacedMark = (to: Place): Readonly<Record<string, string>> => objectMark(to, saved);

/** An object as S3 describes it; undefined if it does not exist. */
export const head = async (
  s3: S3Client,
  lab: Lab,
  { bucket, key }: Place,
  VersionId?: string,
): Promise<HeadObjectCommandOutput | undefined> => {
  try {
    return await s3.send(
      new HeadObjectCommand({
        Bucket: bucket,
        Key: key,
        ...(VersionId === undefined ? {} : { VersionId }),
        ChecksumMode: 'ENABLED',
        ExpectedBucketOwner: lab.account,
      }),
    );
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw inWords(error, `HeadObject s3://${bucket}/${key}`);
  }
};

/** What of an object shows whose it is. */
type Marked = Pick<HeadObjectCommandOutput, 'Metadata' | 'ChecksumCRC32'>;

/**
 * Whether an object is still as the lab wrote it: its mark names its place and its content. Many tools keep the
 * metadata when they overwrite an object, so the place alone proves nothing.
 */
export const isOursUntouched = (object: Marked, at: Place): boolean =>
  object.Metadata?.[markKey] === objectMark(at, object.ChecksumCRC32 ?? 'unknown')[markKey];

/** Whether a run has saved an object in this place: somebody's content, or what the lab itself had written. */
export const isSaved = (object: Marked, at: Place): boolean =>
  object.Metadata?.[markKey] === displacedMark(at)[markKey] || isOursUntouched(object, at);
