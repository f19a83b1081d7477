import { BatchStopJobRunCommand, GetJobRunsCommand, type GlueClient } from '@aws-sdk/client-glue';
import { jobRunArgument } from '../../lab/job-runs.ts';
import { jobName, type Lab } from '../../lab/names.ts';
import type { CouldNot } from '../frame/could-not.ts';

/** States in which a job run still costs money, or will. */
const underWay: readonly (string | undefined)[] = ['STARTING', 'RUNNING', 'WAITING'];

/**
 * Stops the job runs that a rebuild has started and that are still under way. Other job runs go on.
 *
 * @param jobs full names
 * @param run the execution's name
 * @param couldNot is called for a job whose runs could not be listed or stopped
 * @returns the stopped runs, as `job: run id`
 */
export const stopJobRuns = async (
  glue: GlueClient,
  lab: Lab,
  jobs: readonly string[],
  run: string,
  couldNot: CouldNot,
): Promise<readonly string[]> => {
  const stopped: string[] = [];
  for (const JobName of jobs.filter(name => name.startsWith(jobName(lab, ''))))
    try {
      // The newest come first, so a run that is still under way is on this page.
      const { JobRuns = [] } = await glue.send(new GetJobRunsCommand({ JobName, MaxResults: 50 }));
      const JobRunIds = JobRuns.filter(
        ({ JobRunState, Arguments }) => underWay.includes(JobRunState) && Arguments?.[jobRunArgument] === run,
      ).flatMap(({ Id }) => Id ?? []);
      if (JobRunIds.length === 0) continue;
      await glue.send(new BatchStopJobRunCommand({ JobName, JobRunIds }));
      stopped.push(...JobRunIds.map(id => `${JobName}: ${id}`));
    } catch (error) {
      couldNot(`runs of ${JobName} could not be stopped`, error);
    }
  return stopped;
};
