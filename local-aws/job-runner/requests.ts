import { z } from 'zod';

const name = z.string().min(1).max(255);
/** Minutes; Glue's own limit is seven days. */
const minutes = z.number().int().min(1).max(10_080);

export const StartJobRun = z.object({
  JobName: name,
  JobRunId: z.undefined('to run an earlier run again, start a new one with its arguments').optional(),
  Arguments: z.record(z.string(), z.string()).default({}),
  Timeout: minutes.optional(),
  WorkerType: z.string().optional(),
  NumberOfWorkers: z.number().int().min(1).optional(),
});
export const GetJobRun = z.object({ JobName: name, RunId: name });
export const GetJobRuns = z.object({
  JobName: name,
  NextToken: z.string().optional(),
  MaxResults: z.number().int().min(1).max(200).default(200),
});
export const BatchStopJobRun = z.object({ JobName: name, JobRunIds: z.array(name).min(1).max(25) });
