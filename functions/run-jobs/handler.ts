import { setTimeout as sleep } from 'node:timers/promises';
import { GlueClient } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import type { BranchResults, StepResult } from '../../lab/outcomes.ts';
import type { JobToRun, Run } from '../../lab/run.ts';
import { awsCalls, s3Calls } from '../../reconcile/aws-calls.ts';
import { forNewRole } from '../../reconcile/new-role.ts';
import { step } from '../frame/step.ts';
import { runJob } from './run-job.ts';

const clients = { glue: forNewRole(new GlueClient(awsCalls)), s3: forNewRole(new S3Client(s3Calls)) };

/** A function may run for 15 minutes: two are left for the work before and after the waiting. */
const pace = { first: 500, longest: 15_000, patience: 13 * 60_000, sleep };

interface Input {
  readonly run: Run;
  readonly job: JobToRun;
  readonly storage: StepResult;
  readonly built: BranchResults;
}

export const handler = step('run-jobs', async ({ run, job, storage, built }: Input) => ({
  outcomes: [],
  jobRun: await runJob(clients, run, job, [storage, ...built.flat()], pace),
}));
