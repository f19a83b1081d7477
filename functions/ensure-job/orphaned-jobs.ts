import type { GlueClient } from '@aws-sdk/client-glue';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Job } from '../../lab/definition.ts';
import { fileNameOf, jobFiles } from '../../lab/job-files.ts';
import { kinds } from '../../lab/kinds.ts';
import { assetKeys, bucketName } from '../../lab/names.ts';
import type { Run } from '../../lab/run.ts';
import { filesBeside, scriptedJobs } from '../../reconcile/job-keys.ts';
import { jobNamed } from '../../reconcile/kinds/job.ts';
import { listTriggers } from '../../reconcile/kinds/trigger.ts';
import { isLabsObject } from '../../reconcile/object.ts';

const orphanedFiles = async (s3: S3Client, { lab }: Run, name: string, named: readonly string[]) => {
  const orphaned: string[] = [];
  for (const file of await filesBeside(s3, lab, name)) {
    const place = { bucket: bucketName(lab, 'assets'), key: assetKeys.jobFile(name, file) };
    if (!named.includes(file) && (await isLabsObject(s3, lab, place, async () => undefined)))
      orphaned.push(kinds['job-file'].id(name, file));
  }
  return orphaned;
};

/**
 * Jobs of earlier definitions with their scripts, files and schedules, and files and schedules that today's jobs no
 * longer have.
 */
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
    const job = jobNamed(glue, lab, name);
    if (known === undefined && (await job.observe()).is === 'ours') orphaned.push(job.id);
    if (known?.schedule === undefined)
      orphaned.push(...(await listTriggers(glue, lab, [name])).map(({ identity }) => identity.id));
  }
  return orphaned;
};
