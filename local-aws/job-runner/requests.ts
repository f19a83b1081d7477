import { z } from 'zod';

/** Glue's answer to a request that it refuses. https://docs.aws.amazon.com/glue/latest/webapi/API_StartJobRun.html */
export class GlueError extends Error {
  override readonly name:
    | 'EntityNotFoundException'
    | 'InvalidInputException'
    | 'ConcurrentRunsExceededException';
  constructor(name: GlueError['name'], message: string) {
    super(message);
    this.name = name;
  }
}

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

/** @throws GlueError saying what is wrong */
export const parseRequest = <Request>(schema: z.ZodType<Request>, body: string): Request => {
  let given: unknown;
  try {
    given = JSON.parse(body);
  } catch {
    throw new GlueError('InvalidInputException', 'The request is not JSON.');
  }
  const { success, data, error } = schema.safeParse(given);
  if (success) return data;
  const [issue] = error.issues;
  throw new GlueError(
    'InvalidInputException',
    `${issue?.path.join('.') || 'The request'}: ${issue?.message}`,
  );
};
