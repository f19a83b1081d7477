import { z } from 'zod';

const underWay = ['STARTING', 'RUNNING', 'STOPPING'] as const;
const ended = ['STOPPED', 'SUCCEEDED', 'FAILED', 'TIMEOUT'] as const;

/** One run of a job, as it is stored. Times are milliseconds since 1970. */
export const JobRun = z.object({
  id: z.string(),
  jobName: z.string(),
  account: z.string(),
  region: z.string(),
  state: z.enum([...underWay, ...ended]),
  startedOn: z.number(),
  /** When its script began. */
  runningSince: z.number().optional(),
  completedOn: z.number().optional(),
  /** Why it did not succeed, in one sentence. */
  error: z.string().optional(),
  /** The arguments it was started with, without the job's own. */
  arguments: z.record(z.string(), z.string()),
  /** Minutes. */
  timeout: z.number(),
  glueVersion: z.string(),
  workerType: z.string(),
  workers: z.number(),
});
export type JobRun = z.infer<typeof JobRun>;

export interface Ending {
  readonly state: (typeof ended)[number];
  readonly error?: string;
}

export const isUnderWay = ({ state }: JobRun): boolean => underWay.some(one => one === state);

/**
 * A run in Glue's form: times in seconds. https://docs.aws.amazon.com/glue/latest/webapi/API_JobRun.html
 * @param log the file that stands for its log group, once its script has begun
 */
export const toGlue = (run: JobRun, log: string, now = Date.now()) => ({
  Id: run.id,
  Attempt: 0,
  JobName: run.jobName,
  JobRunState: run.state,
  StartedOn: run.startedOn / 1000,
  LastModifiedOn: (run.completedOn ?? run.runningSince ?? run.startedOn) / 1000,
  ...(run.completedOn === undefined ? {} : { CompletedOn: run.completedOn / 1000 }),
  ...(run.error === undefined ? {} : { ErrorMessage: run.error }),
  Arguments: run.arguments,
  ...(run.runningSince === undefined ? {} : { LogGroupName: log }),
  PredecessorRuns: [],
  ExecutionTime:
    run.runningSince === undefined ? 0 : Math.round(((run.completedOn ?? now) - run.runningSince) / 1000),
  Timeout: run.timeout,
  GlueVersion: run.glueVersion,
  WorkerType: run.workerType,
  NumberOfWorkers: run.workers,
});
