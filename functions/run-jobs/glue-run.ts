import {
  BatchStopJobRunCommand,
  GetJobRunCommand,
  GetJobRunsCommand,
  type GlueClient,
  type JobRun,
  StartJobRunCommand,
} from '@aws-sdk/client-glue';
import { JobBusy, JobFailed, JobStillRunning } from '../../lab/errors.ts';
import { endedStates, jobRunArgument, mostRebuildMinutes } from '../../lab/job-runs.ts';
import type { JobToRun } from '../../lab/run.ts';
import { isNamed } from '../../reconcile/aws-errors.ts';

/**
 * How to wait, in milliseconds: waits grow, so that the end of a short run is seen soon and a long run is not polled
 * often.
 */
export interface Pace {
  readonly first: number;
  readonly longest: number;
  /** When the step has waited this long, it ends, and the state machine calls it again. */
  readonly patience: number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

/**
 * The run that an earlier attempt of the step started. Glue lists the newest first, and a job has one run at a time.
 */
const startedBefore = async (
  glue: GlueClient,
  JobName: string,
  execution: string,
): Promise<string | undefined> => {
  const { JobRuns = [] } = await glue.send(new GetJobRunsCommand({ JobName, MaxResults: 50 }));
  return JobRuns.find(({ Arguments }) => Arguments?.[jobRunArgument] === execution)?.Id;
};

/** Glue's errors when a run must wait for others to end, of this job or of the whole account. */
const busy: Readonly<Record<string, string>> = {
  ConcurrentRunsExceededException: 'it is already running, and only one run at a time is allowed',
  ResourceNumberLimitExceededException: 'the account is at its limit of runs',
};

const start = async (
  glue: GlueClient,
  JobName: string,
  { workerType, workers, timeoutMinutes }: JobToRun,
  execution: string,
): Promise<string> => {
  try {
    const { JobRunId } = await glue.send(
      new StartJobRunCommand({
        JobName,
        Arguments: { [jobRunArgument]: execution },
        // The definition's values, even if somebody has given the job more since: they cap what a rebuild may cost.
        WorkerType: workerType,
        NumberOfWorkers: workers,
        Timeout: Math.min(timeoutMinutes, mostRebuildMinutes),
      }),
    );
    if (JobRunId === undefined) throw new Error(`Glue started job ${JobName} but returned no run id`);
    return JobRunId;
  } catch (error) {
    if (!isNamed(error, ...Object.keys(busy))) throw error;
    throw new JobBusy(
      `job ${JobName} could not be started: ${busy[error.name]} (${error.name}: ${error.message}). ` +
        'Wait for the running jobs or stop them, and start the rebuild again',
    );
  }
};

const endOf = async (glue: GlueClient, JobName: string, RunId: string, pace: Pace): Promise<JobRun> => {
  let waited = 0;
  for (let wait = pace.first; ; wait = Math.min(pace.longest, wait * 1.5)) {
    const { JobRun } = await glue.send(new GetJobRunCommand({ JobName, RunId }));
    if (JobRun !== undefined && endedStates.includes(JobRun.JobRunState)) return JobRun;
    if (waited + wait > pace.patience)
      throw new JobStillRunning(`job ${JobName} is still running (run ${RunId})`);
    await pace.sleep(wait);
    waited += wait;
  }
};

/**
 * Runs a job and waits for its end. If it is called again for the same execution, it goes on waiting for the same run.
 *
 * @param JobName the job's name in Glue
 * @param execution the execution's name, which the run carries
 * @returns the run, which succeeded according to Glue
 * @throws JobBusy, JobStillRunning (both pass by themselves), JobFailed
 */
export const glueRun = async (
  glue: GlueClient,
  JobName: string,
  job: JobToRun,
  execution: string,
  pace: Pace,
): Promise<JobRun & { readonly Id: string }> => {
  const id = (await startedBefore(glue, JobName, execution)) ?? (await start(glue, JobName, job, execution));
  const run = await endOf(glue, JobName, id, pace).catch(async error => {
    // Nobody waits for the run any longer, and it costs money. Whether it can be stopped does not change the cause.
    if (!(error instanceof JobStillRunning))
      await glue.send(new BatchStopJobRunCommand({ JobName, JobRunIds: [id] })).catch(() => {});
    throw error;
  });
  if (run.JobRunState !== 'SUCCEEDED') {
    // https://docs.aws.amazon.com/glue/latest/webapi/API_JobRun.html: /aws-glue/jobs
    const log = run.LogGroupName ? `; its log: ${run.LogGroupName}` : '';
    throw new JobFailed(
      `job ${JobName} ended as ${run.JobRunState}: ${run.ErrorMessage || 'Glue gives no reason'} (run ${id}${log})`,
    );
  }
  return { ...run, Id: id };
};
