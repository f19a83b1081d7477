import type { GlueClient } from '@aws-sdk/client-glue';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Job } from '../../lab/definition.ts';
import { assetKeys, bucketName, jobName } from '../../lab/names.ts';
import type { Done, Outcome, StepResult } from '../../lab/outcomes.ts';
import { resourceId } from '../../lab/resource-ids.ts';
import type { Run } from '../../lab/run.ts';
import { reconcile } from '../../reconcile/engine.ts';
import { job } from '../../reconcile/job.ts';
import { ensureObject } from '../../reconcile/object.ts';
import { jobOfName, scriptedJobs } from '../by-name.ts';
import { readDefinition } from '../definition.ts';
import { moodOf } from '../mood.ts';
import { refusedWithBucket } from '../refused.ts';
import { fileSource } from '../source.ts';

const scriptOutcome = async (
  s3: S3Client,
  sampleScript: (key: string) => Uint8Array,
  run: Run,
  storage: StepResult,
  { name, script }: Job,
): Promise<Outcome> => {
  const resource = resourceId.script(name);
  const refused = refusedWithBucket(run, storage, 'assets', resource);
  if (refused !== undefined) return refused;
  const to = { bucket: bucketName(run.lab, 'assets'), key: assetKeys.jobScript(name) };
  const source = fileSource(s3, run.lab, run.definition, sampleScript);
  const { outcome, displaced } = await ensureObject(
    s3,
    run.lab,
    source,
    script,
    to,
    moodOf(s3, run, storage),
  );
  const kept = { property: 'content', from: "somebody else's script", to: `the definition's ${script.key}` };
  const notes = displaced === undefined ? [] : [`what it displaces is in ${displaced}`];
  return { resource, outcome, changes: [], kept: outcome === 'kept' ? [kept] : [], notes };
};

/** Jobs of earlier definitions, and their scripts. */
const orphanedJobs = async (
  glue: GlueClient,
  s3: S3Client,
  { lab }: Run,
  jobs: readonly Job[],
): Promise<string[]> => {
  const orphaned: string[] = [];
  for (const name of await scriptedJobs(s3, lab)) {
    if (jobs.some(each => each.name === name)) continue;
    orphaned.push(resourceId.script(name));
    if ((await job(glue, lab, jobOfName(name), '').observe()).is === 'ours')
      orphaned.push(resourceId.job(jobName(lab, name)));
  }
  return orphaned;
};

/** Every job of the definition, and its script in the assets bucket. */
export const ensureJob = async (
  glue: GlueClient,
  s3: S3Client,
  sampleScript: (key: string) => Uint8Array,
  run: Run,
  storage: StepResult,
  role: string,
): Promise<Done> => {
  const definition = await readDefinition(s3, run.definition);
  const outcomes: Outcome[] = [];
  for (const each of definition.jobs) {
    outcomes.push(await scriptOutcome(s3, sampleScript, run, storage, each));
    outcomes.push(await reconcile(job(glue, run.lab, each, role), moodOf(s3, run, storage)));
  }
  return { outcomes, orphaned: await orphanedJobs(glue, s3, run, definition.jobs) };
};
