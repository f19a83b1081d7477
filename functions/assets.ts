import {
  GetBucketTaggingCommand,
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { labKey } from '../lab/marks.ts';
import { bucketName, type Lab } from '../lab/names.ts';
import { isNamed } from '../reconcile/aws-errors.ts';

const place = (lab: Lab) => ({ Bucket: bucketName(lab, 'assets'), ExpectedBucketOwner: lab.account });

/** Whether the assets bucket is there and carries the lab's mark: only then may reports go there. */
export const assetsAreOurs = async (s3: S3Client, lab: Lab): Promise<boolean> => {
  try {
    const { TagSet = [] } = await s3.send(new GetBucketTaggingCommand(place(lab)));
    return TagSet.some(({ Key, Value }) => Key === labKey && Value === lab.name);
  } catch (error) {
    if (isNamed(error, 'NoSuchBucket', 'NoSuchTagSet', 'NotFound', 'AccessDenied', 'Forbidden')) return false;
    throw error;
  }
};

/** A JSON document in the assets bucket, as text; undefined where there is none. */
export const readAsset = async (s3: S3Client, lab: Lab, Key: string): Promise<string | undefined> => {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ ...place(lab), Key }));
    return await Body?.transformToString();
  } catch (error) {
    if (isNamed(error, 'NoSuchKey', 'NoSuchBucket', 'NotFound', 'AccessDenied', 'Forbidden'))
      return undefined;
    throw error;
  }
};

/** Writes a JSON document into the assets bucket and gives its address. */
export const writeAsset = async (s3: S3Client, lab: Lab, Key: string, document: unknown): Promise<string> => {
  const Body = JSON.stringify(document, undefined, 1);
  await s3.send(new PutObjectCommand({ ...place(lab), Key, Body, ContentType: 'application/json' }));
  return `s3://${bucketName(lab, 'assets')}/${Key}`;
};
