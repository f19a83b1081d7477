import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { assetKeys, bucketName } from '../../lab/names.ts';
import type { StepResult } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';
import { readAsset } from '../../reconcile/assets.ts';
import { isNamed } from '../../reconcile/aws-errors.ts';
import type { Displace, Mood } from '../../reconcile/engine.ts';
import { displacedMark } from '../../reconcile/object-mark.ts';
import { isRefused } from './refused.ts';

/** Saves what a repair or an adoption displaces to `displaced/<run>/` in the assets bucket. */
const displaceTo = (s3: S3Client, { lab, execution }: Pick<Run, 'lab' | 'execution'>): Displace => {
  const Bucket = bucketName(lab, 'assets');
  const folder = { bucket: Bucket, key: assetKeys.displaced(execution.name) };
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

/**
 * How the engine should treat a run's resources. If the assets bucket is somebody else's, there is no place to save
 * what a repair displaces, so nothing is repaired or set aside.
 *
 * @param storage outcomes of the buckets
 */
export const moodOf = (
  s3: S3Client,
  run: Pick<Run, 'lab' | 'execution' | 'mood' | 'repair' | 'adopt' | 'setAside'>,
  storage: StepResult,
): Mood => ({
  planning: run.mood === 'plan',
  adopt: run.adopt,
  ...(isRefused(run, storage, 'assets')
    ? { repair: false }
    : { repair: run.repair, setAside: run.setAside, displace: displaceTo(s3, run) }),
});
