import type { GlueClient } from '@aws-sdk/client-glue';
import type { S3Client } from '@aws-sdk/client-s3';
import { JobWroteNothing } from '../../lab/errors.ts';
import { jobName } from '../../lab/names.ts';
import type { JobRun, StepResult } from '../../lab/outcomes.ts';
import type { JobToRun, Run } from '../../lab/run.ts';
import { glueRun, type Pace } from './glue-run.ts';
import { whyLeftOut } from './left-out.ts';
import { publishedBy } from './published.ts';

/** Each partition adds a condition to the counting query, and to the report's payload. */
const mostPartitions = 50;

/**
 * Runs one of the lab's jobs, if that is worth its cost, and looks for what it has written: Glue's status alone proves
 * nothing. The smoke test counts the rows.
 *
 * @param before results of the steps before it
 * @throws JobBusy, JobStillRunning (both pass by themselves), JobFailed, JobWroteNothing
 */
export const runJob = async (
  clients: { readonly glue: GlueClient; readonly s3: S3Client },
  run: Run,
  toRun: JobToRun,
  before: readonly StepResult[],
  pace: Pace,
): Promise<JobRun> => {
  const job = jobName(run.lab, toRun.name);
  const why = whyLeftOut(run, before);
  if (why !== undefined) return { job, notes: [`not run: ${why}`] };

  const ended = await glueRun(clients.glue, job, toRun, run.execution.name, pace);
  const done = { job, id: ended.Id, seconds: ended.ExecutionTime ?? 0 };
  const { table } = toRun;
  if (table === undefined)
    return { ...done, notes: ['the definition names no output of this job, so its result is not verified'] };
  const partitions = await publishedBy(clients, run.lab, table, ended);
  if (partitions === undefined)
    throw new JobWroteNothing(`job ${job} ended as SUCCEEDED but wrote nothing to its table`);
  if (partitions.length > mostPartitions)
    return {
      ...done,
      notes: [
        `it published ${partitions.length} partitions, more than are counted: its rows are not verified`,
      ],
    };
  return {
    ...done,
    published: { table: `${table.zone}.${table.table}`, partitions: partitions.map(values => [...values]) },
    notes: [],
  };
};
