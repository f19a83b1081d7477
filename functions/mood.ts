import { CopyObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { assetKeys, bucketName } from '../lab/names.ts';
import type { Run } from '../lab/run.ts';
import type { Displace, Mood } from '../reconcile/engine.ts';

/** Saves what a repair displaces below `displaced/<run>/` in the assets bucket. */
const displaceTo = (s3: S3Client, { lab, execution }: Run): Displace => {
  const Bucket = bucketName(lab, 'assets');
  const target = (name: string) => ({
    Bucket,
    Key: `${assetKeys.displaced(execution.name)}${name}`,
    ExpectedBucketOwner: lab.account,
  });
  return {
    async settings(id, displaced) {
      const to = target(`${id}.json`);
      const Body = JSON.stringify(displaced, undefined, 1);
      await s3.send(new PutObjectCommand({ ...to, Body, ContentType: 'application/json' }));
      return `s3://${Bucket}/${to.Key}`;
    },
    async object(bucket, key) {
      const to = target(`${bucket}/${key}`);
      const CopySource = `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
      // Its content is what counts; copying its tags along would need a permission more.
      await s3.send(new CopyObjectCommand({ ...to, CopySource, TaggingDirective: 'REPLACE' }));
      return `s3://${Bucket}/${to.Key}`;
    },
  };
};

/** How a run wants the engine to treat its resources. */
export const moodOf = (s3: S3Client, run: Run): Mood => ({
  planning: run.mood === 'plan',
  adopt: run.adopt,
  ...(run.repair ? { displace: displaceTo(s3, run) } : {}),
});
