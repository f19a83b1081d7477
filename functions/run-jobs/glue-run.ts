import {
  GetJobRunCommand,
  GetJobRunsCommand,
  type GlueClient,
  type JobRun,
  StartJobRunCommand,
} from '@aws-sdk/client-glue';
import { JobBusy, JobFailed, JobStillRunning } from '../../lab/errors.ts';
import { endedStates, jobRunArgument } from '../../lab/job-runs.ts';
import type { JobToRun } from '../../lab/run.ts';
import { isNamed } from '../../reconcile/aws-errors.ts';

/** How to wait, in milliseconds: waits grow, so that a short run's end is seen soon and a long one's not asked for often. */
export interface Pace {
  readonly first: number;
  readonly longest: number;
  /** After so much waiting the step ends, and the state machine calls it again. */
  readonly patience: number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

/** Minutes that a rebuild gives a run, however long the definition lets the job run: a rebuild itself has three hours. */
const mostMinutes = 120;

/** A run that an earlier try of the step has started. Glue gives the newest first, and a job has one run at a time. */
const startedBefore = async (
  glue: GlueClient,
  JobName: string,
  execution: string,
): Promise<string | undefined> => {
  const { JobRuns = [] } = await glue.send(new GetJobRunsCommand({ JobName, MaxResults: 50 }));
  return JobRuns.find(({ Arguments }) => Arguments?.[jobRunArgument] === execution)?.Id;
};

/** What Glue says when a run has to wait for others to end: of this job, or of all in the account. */
const busy: Readonly<Record<string, string>> = {
  ConcurrentRunsExceededException: 'it is running already, and runs once at a time',
  ResourceNumberLimitExceededException: 'the account has no room for another run',
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
        // The definition's, also when somebody has given the job more since: they cap what a rebuild may cost.
        WorkerType: workerType,
        NumberOfWorkers: workers,
        Timeout: Math.min(timeoutMinutes, mostMinutes),
      }),
    );
    if (JobRunId === undefined) throw new Error(`Glue started job ${JobName} and did not say which run`);
    return JobRunId;
  } catch (error) {
    if (!isNamed(error, ...Object.keys(busy))) throw error;
    throw new JobBusy(
      `job ${JobName} could not be started: ${busy[error.name]} (${error.name}: ${error.message}). ` +
        'Wait for what runs, or stop it, and start the rebuild again',
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
 * Runs a job and waits for its end. Called again for the same execution it starts none, and goes on waiting.
 *
 * @param JobName as Glue knows it
 * @param execution the execution's name, which the run carries
 * @returns the run, which succeeded as far as Glue can tell
 * @throws JobBusy, JobStillRunning (both heal), JobFailed
 */
export const glueRun = async (
  glue: GlueClient,
  JobName: string,
  job: JobToRun,
  execution: string,
  pace: Pace,
): Promise<JobRun & { readonly Id: string }> => {
  const id = (await startedBefore(glue, JobName, execution)) ?? (await start(glue, JobName, job, execution));
  const run = await endOf(glue, JobName, id, pace);
  if (run.JobRunState !== 'SUCCEEDED')
    throw new JobFailed(
      `job ${JobName} ended as ${run.JobRunState}: ${run.ErrorMessage || 'Glue gives no reason'} (run ${id}, whose log Glue has)`,
    );
  return { ...run, Id: id };
};
