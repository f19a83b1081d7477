import type { S3Client } from '@aws-sdk/client-s3';
import type { StepResult } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';
import { displaceTo } from '../../reconcile/displace.ts';
import type { Mood } from '../../reconcile/engine.ts';
import { isRefused } from './refused.ts';

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
    : { repair: run.repair, setAside: run.setAside, displace: displaceTo(s3, run.lab, run.execution.name) }),
});
