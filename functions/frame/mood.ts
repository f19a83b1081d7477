import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { assetKeys, bucketName } from '../../lab/names.ts';
import type { StepResult } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';
import { readAsset } from '../../reconcile/assets.ts';
import { isNamed, isOvertaken } from '../../reconcile/aws-errors.ts';
import { copyObject } from '../../reconcile/copy-object.ts';
import type { Displace, Mood } from '../../reconcile/engine.ts';
import { displacedMark, head } from '../../reconcile/object.ts';
import { isRefused } from './refused.ts';

/** Saves what a repair or an adoption displaces to `displaced/<run>/` in the assets bucket. */
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
        const Metadata = { ...displacedMark({ bucket: Bucket, key: to.Key }) };
        try {
          // A second attempt of the same run finds only what is left to repair, so it must not overwrite the first
          // copy.
          await s3.send(new PutObjectCommand({ ...to, ...content, Metadata, IfNoneMatch: '*' }));
          return `s3://${Bucket}/${to.Key}`;
        } catch (error) {
          if (!isNamed(error, 'PreconditionFailed')) throw error;
          // Perhaps it was this very call, and its answer was lost.
          if ((await readAsset(s3, lab, to.Key))?.text === Body) return `s3://${Bucket}/${to.Key}`;
        }
      }
    },
    async object(from, found) {
      for (let copy = 1; ; copy += 1) {
        const name = `${from.bucket}/${from.key}`;
        const to = { bucket: Bucket, key: target(copy === 1 ? name : `${name}.${copy}`).Key };
        const address = `s3://${to.bucket}/${to.key}`;
        const metadata = { ...found.Metadata, ...displacedMark(to) };
        const condition = { IfNoneMatch: '*' } as const;
        try {
          await copyObject(s3, { from, found, to, condition, owner: lab.account, metadata });
          return address;
        } catch (error) {
          if (!isOvertaken(error)) throw error;
          const there = await head(s3, lab, to);
          // Then the source has changed.
          if (there === undefined) throw error;
          if (there.ETag === found.ETag) return address;
        }
      }
    },
  };
};

/**
 * How the engine should treat a run's resources. If the assets bucket is somebody else's, there is no place to save
 * what a repair displaces, so nothing is repaired.
 *
 * @param storage outcomes of the buckets
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
