import type { GlueClient } from '@aws-sdk/client-glue';
import type { S3Client } from '@aws-sdk/client-s3';
import { JobWroteNothing } from '../../lab/errors.ts';
import { jobName } from '../../lab/names.ts';
import type { JobRun, StepResult } from '../../lab/outcomes.ts';
import type { JobToRun, Run } from '../../lab/run.ts';
import { glueRun, type Pace } from './glue-run.ts';
import { whyLeftOut } from './left-out.ts';
import { publishedBy } from './published.ts';

/** Each partition is a condition of the query that counts, and a part of the report's payload. */
const mostPartitions = 50;

/**
 * Runs one of the lab's jobs, where that is worth its money, and looks for what it has written: Glue's word that it
 * succeeded proves nothing. How many rows there are is for the smoke test.
 *
 * @param before what the steps before did
 * @throws JobBusy, JobStillRunning (both heal), JobFailed, JobWroteNothing
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
    return { ...done, notes: ['the definition names no output of it: that it wrote anything is not proven'] };
  const partitions = await publishedBy(clients, run.lab, table, ended);
  if (partitions === undefined) throw new JobWroteNothing(`job ${job} answered SUCCEEDED but wrote nothing`);
  if (partitions.length > mostPartitions)
    return {
      ...done,
      notes: [`it published ${partitions.length} partitions, more than are counted: rows are not proven`],
    };
  return {
    ...done,
    published: { table: `${table.zone}.${table.table}`, partitions: partitions.map(values => [...values]) },
    notes: [],
  };
};
