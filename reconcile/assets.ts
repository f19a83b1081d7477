import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { measureBytes } from '../lab/crc32.ts';
import { bucketName, type Lab } from '../lab/names.ts';
import { isDenied, isMissing, isOvertaken } from './aws-errors.ts';
import { isMarkedBucket } from './bucket-mark.ts';
import { head, isOursUntouched, objectMark } from './object-mark.ts';
import { addressOf, asSeen } from './place.ts';

const place = (lab: Lab) => ({ Bucket: bucketName(lab, 'assets'), ExpectedBucketOwner: lab.account });

/** Whether the assets bucket exists and carries the lab's mark: only then are reports written to it. */
export const assetsAreOurs = async (s3: S3Client, lab: Lab): Promise<boolean> => {
  try {
    return await isMarkedBucket(s3, lab, place(lab));
  } catch (error) {
    if (isMissing(error) || isDenied(error)) return false;
    throw error;
  }
};

/** A document in the assets bucket, as it was read. */
export interface Asset {
  readonly text: string;
  readonly ETag?: string | undefined;
  /** Whether it is as the lab wrote it. */
  readonly isOurs: boolean;
}

/** What was at a place before something is written there. Without `isOurs`, its content has shown that it is the lab's. */
export type Seen = Pick<Asset, 'ETag'> & Partial<Pick<Asset, 'isOurs'>>;

/** Reads a JSON document from the assets bucket; undefined if it does not exist. */
export const readAsset = async (s3: S3Client, lab: Lab, Key: string): Promise<Asset | undefined> => {
  try {
    const there = await s3.send(new GetObjectCommand({ ...place(lab), Key, ChecksumMode: 'ENABLED' }));
    const isOurs = isOursUntouched(there, { bucket: bucketName(lab, 'assets'), key: Key });
    return { text: (await there.Body?.transformToString()) ?? '', ETag: there.ETag, isOurs };
  } catch (error) {
    if (isMissing(error) || isDenied(error)) return undefined;
    throw error;
  }
};

/** What to write to the assets bucket. */
interface AssetContent {
  readonly text: string;
  readonly type: string;
}

const putting = (s3: S3Client, lab: Lab, Key: string, { text, type }: AssetContent) => {
  const at = { bucket: bucketName(lab, 'assets'), key: Key };
  const { crc32 } = measureBytes(Buffer.from(text));
  const address = addressOf(at);
  const put = async (before: Seen | undefined): Promise<string> => {
    await s3.send(
      new PutObjectCommand({
        ...place(lab),
        Key,
        Body: text,
        ContentType: type,
        ChecksumCRC32: crc32,
        Metadata: objectMark(at, crc32),
        ...asSeen(before),
      }),
    );
    return address;
  };
  const overOurs = async (cause?: unknown): Promise<string> => {
    const there = await head(s3, lab, at);
    if (there !== undefined && !isOursUntouched(there, at))
      throw new Error(
        `${address} is not the lab's: left as it is. Move or delete it, and start the rebuild again`,
        { cause },
      );
    return put(there);
  };
  /** Spares the look where what is there is known, or nothing is. */
  const over = async (seen: Seen | undefined): Promise<string> => {
    try {
      return await put(seen?.isOurs === false ? undefined : seen);
    } catch (error) {
      if (!isOvertaken(error)) throw error;
      return overOurs(error);
    }
  };
  return { over, overOurs };
};

/**
 * Writes a JSON document to the assets bucket, with the mark of a lab's object, and returns its address.
 *
 * @param seen what was read there before; undefined if nothing was
 * @throws Error when something that the lab did not write has appeared there
 */
export const writeAsset = async (
  s3: S3Client,
  lab: Lab,
  Key: string,
  document: unknown,
  seen?: Seen,
): Promise<string> => {
  const text = JSON.stringify(document, undefined, 1);
  return putting(s3, lab, Key, { text, type: 'application/json' }).over(seen);
};

/**
 * Writes a page to the assets bucket, over the lab's own one that may be there, and returns its address.
 *
 * @param isNew whether there is likely to be none, which spares a look
 * @throws Error when something that the lab did not write is there
 */
export const writePage = (
  s3: S3Client,
  lab: Lab,
  Key: string,
  page: string,
  isNew: boolean,
): Promise<string> => {
  const { over, overOurs } = putting(s3, lab, Key, { text: page, type: 'text/html; charset=utf-8' });
  return isNew ? over(undefined) : overOurs();
};
