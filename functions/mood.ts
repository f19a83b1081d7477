import { CopyObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { assetKeys, bucketName } from '../lab/names.ts';
import type { StepResult } from '../lab/outcomes.ts';
import type { Run } from '../lab/run.ts';
import { isNamed } from '../reconcile/aws-errors.ts';
import type { Displace, Mood } from '../reconcile/engine.ts';
import { isRefused } from './refused.ts';

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
      const Body = JSON.stringify(displaced, undefined, 1);
      for (let copy = 1; ; copy += 1) {
        const to = target(copy === 1 ? `${id}.json` : `${id}.${copy}.json`);
        const content = { Body, ContentType: 'application/json' };
        try {
          // A second try of the same run finds what is left to repair, which is not all that it displaced.
          await s3.send(new PutObjectCommand({ ...to, ...content, IfNoneMatch: '*' }));
          return `s3://${Bucket}/${to.Key}`;
        } catch (error) {
          if (!isNamed(error, 'PreconditionFailed')) throw error;
        }
      }
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

/**
 * How a run wants the engine to treat its resources. Where the assets bucket is somebody else's there is no place for what
 * a repair displaces: then nothing is repaired.
 *
 * @param storage what became of the buckets
 */
export const moodOf = (s3: S3Client, run: Run, storage: StepResult): Mood => ({
  planning: run.mood === 'plan',
  adopt: run.adopt,
  ...(run.repair && !isRefused(run, storage, 'assets') ? { displace: displaceTo(s3, run) } : {}),
});
