import type { S3Client } from '@aws-sdk/client-s3';
import type { StoredFile } from '../../lab/definition.ts';
import { bucketName } from '../../lab/names.ts';
import type { Outcome, StepResult } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';
import type { Mood } from '../../reconcile/engine.ts';
import { ensureObject, type FileSource } from '../../reconcile/object.ts';
import { refusedWithBucket } from '../frame/refused.ts';

/** A file of a job, and where it belongs in the assets bucket. */
export interface JobFile {
  /** As outcomes name it. */
  readonly resource: string;
  readonly what: 'script' | 'file';
  readonly file: StoredFile;
  readonly key: string;
}

/** Puts one file of a job in its place in the assets bucket, if that is the lab's. */
export const placeFile = async (
  s3: S3Client,
  source: FileSource,
  mood: Mood,
  run: Run,
  storage: StepResult,
  { resource, what, file, key }: JobFile,
): Promise<Outcome> => {
  const refused = refusedWithBucket(run, storage, 'assets', resource);
  if (refused !== undefined) return refused;
  const to = { bucket: bucketName(run.lab, 'assets'), key };
  const { outcome, displaced } = await ensureObject(s3, run.lab, source, file, to, mood);
  const kept = { property: 'content', from: `somebody else's ${what}`, to: `the definition's ${file.key}` };
  const notes = displaced === undefined ? [] : [`what it displaces is in ${displaced}`];
  return { resource, outcome, changes: [], kept: outcome === 'kept' ? [kept] : [], notes };
};
