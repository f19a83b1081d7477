import { HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { assetKeys, bucketName } from '../lab/names.ts';
import type { StepResult } from '../lab/outcomes.ts';
import type { Run } from '../lab/run.ts';
import { isNamed } from '../reconcile/aws-errors.ts';
import { copyObject } from '../reconcile/copy-object.ts';
import type { Displace, Mood } from '../reconcile/engine.ts';
import { isRefused } from './refused.ts';

const mostTries = 4;

/** Saves what a repair or an adoption displaces below `displaced/<run>/` in the assets bucket. */
const displaceTo = (s3: S3Client, { lab, execution }: Pick<Run, 'lab' | 'execution'>): Displace => {
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
      const { Key } = target(`${bucket}/${key}`);
      for (let made = 1; ; made += 1) {
        const found = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
        try {
          await copyObject(s3, {
            from: { bucket, key },
            found,
            to: { bucket: Bucket, key: Key },
            owner: lab.account,
            metadata: found.Metadata ?? {},
          });
          return `s3://${Bucket}/${Key}`;
        } catch (error) {
          // Somebody, a rebuild at the same time perhaps, has written it between the look and the copy.
          if (!isNamed(error, 'PreconditionFailed') || made === mostTries) throw error;
        }
      }
    },
  };
};

/**
 * How a run wants the engine to treat its resources. Where the assets bucket is somebody else's there is no place for what
 * a repair displaces: then nothing is repaired.
 *
 * @param storage what became of the buckets
 */
export const moodOf = (
  s3: S3Client,
  run: Pick<Run, 'lab' | 'execution' | 'mood' | 'repair' | 'adopt'>,
  storage: StepResult,
): Mood => ({
  planning: run.mood === 'plan',
  adopt: run.adopt,
  ...(isRefused(run, storage, 'assets')
    ? { repair: false }
    : { repair: run.repair, displace: displaceTo(s3, run) }),
});
