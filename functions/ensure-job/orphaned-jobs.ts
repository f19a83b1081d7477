import type { GlueClient } from '@aws-sdk/client-glue';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Job } from '../../lab/definition.ts';
import { fileNameOf, jobFiles } from '../../lab/job-files.ts';
import { kinds } from '../../lab/kinds.ts';
import { assetKeys, bucketName, jobName, triggerName } from '../../lab/names.ts';
import type { Run } from '../../lab/run.ts';
import { job } from '../../reconcile/kinds/job.ts';
import { isLabsObject } from '../../reconcile/object.ts';
import { filesBeside, isScheduledStill, jobOfName, scriptedJobs } from '../frame/by-name.ts';

const orphanedFiles = async (s3: S3Client, { lab }: Run, name: string, named: readonly string[]) => {
  const orphaned: string[] = [];
  for (const file of await filesBeside(s3, lab, name)) {
    const place = { bucket: bucketName(lab, 'assets'), key: assetKeys.jobFile(name, file) };
    if (!named.includes(file) && (await isLabsObject(s3, lab, place, async () => undefined)))
      orphaned.push(kinds['job-file'].id(name, file));
  }
  return orphaned;
};

/** Jobs of earlier definitions, their scripts, files and schedules; and of today's jobs what they had and have no more. */
export const orphanedJobs = async (
  glue: GlueClient,
  s3: S3Client,
  run: Run,
  jobs: readonly Job[],
): Promise<string[]> => {
  const { lab } = run;
  const orphaned: string[] = [];
  for (const name of await scriptedJobs(s3, lab)) {
    const known = jobs.find(each => each.name === name);
    const named = known === undefined ? [] : jobFiles(known).map(fileNameOf);
    if (known === undefined) orphaned.push(kinds.script.id(name));
    orphaned.push(...(await orphanedFiles(s3, run, name, named)));
    if (known === undefined && (await job(glue, lab, jobOfName(name), '').observe()).is === 'ours')
      orphaned.push(kinds.job.id(jobName(lab, name)));
    if (known?.schedule === undefined && (await isScheduledStill(glue, lab, name)))
      orphaned.push(kinds.trigger.id(triggerName(lab, name)));
  }
  return orphaned;
};
