import type { GlueClient } from '@aws-sdk/client-glue';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Job } from '../../lab/definition.ts';
import { runCost } from '../../lab/job-cost.ts';
import { fileNameOf, jobFiles } from '../../lab/job-files.ts';
import { kinds } from '../../lab/kinds.ts';
import { assetKeys, triggerName } from '../../lab/names.ts';
import type { Done, Outcome, StepResult } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';
import { type Mood, reconcile } from '../../reconcile/engine.ts';
import { job } from '../../reconcile/kinds/job.ts';
import { jobTrigger } from '../../reconcile/kinds/trigger.ts';
import { moodOf } from '../frame/mood.ts';
import { readDefinition } from '../seed/definition.ts';
import { fileSource } from '../seed/source.ts';
import { orphanedJobs } from './orphaned-jobs.ts';
import { type JobFile, placeFile } from './place-file.ts';

/** A job's script, and what the script opens and imports. */
const filesOfJob = (each: Job): readonly JobFile[] => [
  {
    resource: kinds.script.id(each.name),
    what: 'script',
    file: each.script,
    key: assetKeys.jobScript(each.name),
  },
  ...jobFiles(each).map(
    (file): JobFile => ({
      resource: kinds['job-file'].id(each.name, fileNameOf(file)),
      what: 'file',
      file,
      key: assetKeys.jobFile(each.name, fileNameOf(file)),
    }),
  ),
];

/** A job's schedule. Nothing of the lab's starts a job, or a script, that is somebody else's. */
const triggerOutcome = async (
  glue: GlueClient,
  run: Run,
  each: Job & { readonly schedule: string },
  needed: readonly Outcome[],
  mood: Mood,
): Promise<Outcome> => {
  const refused = needed.find(({ outcome }) => outcome === 'refused');
  if (refused !== undefined) {
    const notes = [`${refused.resource} was refused: nothing starts it`];
    const resource = kinds.trigger.id(triggerName(run.lab, each.name));
    return { resource, outcome: 'refused', changes: [], kept: [], notes };
  }
  const outcome = await reconcile(jobTrigger(glue, run.lab, each), mood);
  if (!['created', 'updated', 'adopted'].includes(outcome.outcome)) return outcome;
  const cost = `it starts the job by itself, and every run costs ${runCost(each)}`;
  return { ...outcome, notes: [cost, ...outcome.notes] };
};

/** Every job of the definition, its files in the assets bucket, and its schedule. */
export const ensureJob = async (
  glue: GlueClient,
  s3: S3Client,
  sampleScript: (key: string) => Uint8Array,
  run: Run,
  storage: StepResult,
  role: string,
): Promise<Done> => {
  const definition = await readDefinition(s3, run.definition);
  const source = fileSource(s3, run.lab, run.definition, sampleScript);
  const mood = moodOf(s3, run, storage);
  const outcomes: Outcome[] = [];
  for (const each of definition.jobs) {
    const made: Outcome[] = [];
    for (const file of filesOfJob(each)) made.push(await placeFile(s3, source, mood, run, storage, file));
    made.push(await reconcile(job(glue, run.lab, each, role), mood));
    if (each.schedule !== undefined)
      made.push(await triggerOutcome(glue, run, { ...each, schedule: each.schedule }, made, mood));
    outcomes.push(...made);
  }
  return { outcomes, orphaned: await orphanedJobs(glue, s3, run, definition.jobs) };
};
