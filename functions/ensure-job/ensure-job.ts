import type { GlueClient } from '@aws-sdk/client-glue';
import type { S3Client } from '@aws-sdk/client-s3';
import * as sample from '../../data/olist-sample/parts.ts';
import type { Job } from '../../lab/definition.ts';
import { allOf, inParallel } from '../../lab/in-parallel.ts';
import { runCost } from '../../lab/job-cost.ts';
import { jobFiles } from '../../lab/job-files.ts';
import { kinds } from '../../lab/kinds.ts';
import { triggerName } from '../../lab/names.ts';
import { outcomeOf } from '../../lab/outcome-of.ts';
import type { Outcome, StepOutcomes, StepResult } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';
import { type Mood, reconcile } from '../../reconcile/engine.ts';
import { job } from '../../reconcile/kinds/job.ts';
import { jobFile } from '../../reconcile/kinds/job-file.ts';
import { script } from '../../reconcile/kinds/script.ts';
import { jobTrigger } from '../../reconcile/kinds/trigger.ts';
import { moodOf } from '../frame/mood.ts';
import { refusedWithBucket } from '../frame/refused.ts';
import { readDefinition } from '../seed/definition.ts';
import { fileSource } from '../seed/source.ts';
import { orphanedJobs } from './orphaned-jobs.ts';

/** Glue throttles a burst of calls on new accounts. */
const jobsAtOnce = 4;
const filesAtOnce = 8;

/** Reconciles a job's schedule. The lab never starts a job or a script that is somebody else's. */
const triggerOutcome = async (
  glue: GlueClient,
  run: Run,
  each: Job & { readonly schedule: string },
  needed: readonly Outcome[],
  mood: Mood,
): Promise<Outcome> => {
  const refused = needed.find(({ outcome }) => outcome === 'refused');
  if (refused !== undefined) {
    const notes = [`${refused.resource} was refused: the schedule is not created`];
    return outcomeOf(kinds.trigger.named(triggerName(run.lab, each.name)), 'refused', { notes });
  }
  const outcome = await reconcile(jobTrigger(glue, run.lab, each), mood);
  if (!['created', 'updated', 'adopted'].includes(outcome.outcome)) return outcome;
  const cost = `it starts the job on its schedule, and every run costs ${runCost(each)}`;
  return { ...outcome, notes: [cost, ...outcome.notes] };
};

/**
 * Reconciles the definition's jobs, their files in the assets bucket, and their schedules.
 * @param securityConfiguration of the jobs; empty if the lab has no KMS key of its own
 */
export const ensureJob = async (
  glue: GlueClient,
  s3: S3Client,
  sampleScript: (key: string) => Uint8Array,
  run: Run,
  storage: StepResult,
  role: string,
  securityConfiguration: string,
): Promise<StepOutcomes> => {
  const definition = await readDefinition(s3, run.definition, { jobs: sample.jobs });
  const source = fileSource(s3, run.lab, run.definition, sampleScript);
  const mood = moodOf(s3, run, storage);
  const ensure = async (each: Job): Promise<Outcome[]> => {
    const files = [
      script(s3, run.lab, source, each),
      ...jobFiles(each).map(file => jobFile(s3, run.lab, source, each.name, file)),
    ];
    // The script comes before the job: without it, nobody would find the job of an earlier definition.
    const made = await inParallel(
      filesAtOnce,
      files,
      async file => refusedWithBucket(run, storage, 'assets', file) ?? reconcile(file, mood),
    );
    made.push(await reconcile(job(glue, run.lab, each, role, securityConfiguration), mood));
    if (each.schedule !== undefined)
      made.push(await triggerOutcome(glue, run, { ...each, schedule: each.schedule }, made, mood));
    return made;
  };
  const [made, orphaned] = await allOf([
    inParallel(jobsAtOnce, definition.jobs, ensure),
    orphanedJobs(glue, s3, run, definition.jobs),
  ]);
  return { outcomes: made.flat(), orphaned };
};
