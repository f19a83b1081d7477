import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { assetKeys, bucketName, type Lab } from '../lab/names.ts';
import { readAsset } from './assets.ts';
import { isNamed } from './aws-errors.ts';
import type { Displace } from './engine.ts';
import { displacedMark } from './object-mark.ts';

/**
 * Saves what is displaced to `displaced/<run>/` in the assets bucket.
 * @param run name of the execution that displaces it, or of a restoration
 */
export const displaceTo = (s3: S3Client, lab: Lab, run: string): Displace => {
  const Bucket = bucketName(lab, 'assets');
  const folder = { bucket: Bucket, key: assetKeys.displaced(run) };
  return {
    folder,
    async settings(id, displaced) {
      const Body = JSON.stringify(displaced, undefined, 1);
      for (let copy = 1; ; copy += 1) {
        const Key = `${folder.key}${copy === 1 ? id : `${id}.${copy}`}.json`;
        const to = { Bucket, Key, ExpectedBucketOwner: lab.account };
        const content = { Body, ContentType: 'application/json' };
        const Metadata = { ...displacedMark({ bucket: Bucket, key: Key }) };
        try {
          // A second attempt of the same run finds only what is left to repair, so it must not overwrite the first
          // copy.
          await s3.send(new PutObjectCommand({ ...to, ...content, Metadata, IfNoneMatch: '*' }));
          return `s3://${Bucket}/${Key}`;
        } catch (error) {
          if (!isNamed(error, 'PreconditionFailed')) throw error;
          // Perhaps it was this very call, and its answer was lost.
          if ((await readAsset(s3, lab, Key))?.text === Body) return `s3://${Bucket}/${Key}`;
        }
      }
    },
  };
};
