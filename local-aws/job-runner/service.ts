import type { z } from 'zod';
import type { Caller } from '../environment.ts';
import { type Operation, parseRequest, type Service } from '../front/service.ts';
import type { SparkInstallation } from '../spark/installation.ts';
import type { JobFile } from '../trust.ts';
import { JobRuns } from './job-runs.ts';
import { BatchStopJobRun, GetJobRun, GetJobRuns, StartJobRun } from './requests.ts';
import { Upstream } from './upstream.ts';

export interface JobRunnerOptions {
  /** MiniStack's endpoint. */
  readonly upstream: string;
  /** Where scripts find S3 and Glue, if not here. */
  readonly scriptUpstream?: string;
  /** On the command line of every script's processes. */
  readonly token: string;
  /** Where the runs' folders are. */
  readonly folder: string;
  readonly findSpark: () => Promise<SparkInstallation | undefined>;
  /** The files that the user has not trusted. Looked up for each run, because they may be trusted at any time. */
  readonly untrustedOf: (files: readonly JobFile[]) => Promise<readonly JobFile[]>;
  /** What to do if Spark is missing, in one sentence. */
  readonly howToGetSpark: string;
  /** Milliseconds; tests of timeouts use fewer. */
  readonly minute?: number;
}

/** Glue's operations on job runs. */
export const jobRunner = async (options: JobRunnerOptions, glueEndpoint: string): Promise<Service> => {
  const { upstream, token, folder, findSpark, untrustedOf, howToGetSpark, minute } = options;
  const { scriptUpstream = upstream } = options;
  const around = {
    upstream: scriptUpstream,
    glueEndpoint: scriptUpstream === upstream ? glueEndpoint : scriptUpstream,
    token,
  };
  const workplace = { folder, around, findSpark, untrustedOf, howToGetSpark };
  const runs = await JobRuns.open(workplace, new Upstream(upstream), minute);
  const operation =
    <Request>(schema: z.ZodType<Request>, run: (caller: Caller, request: Request) => unknown): Operation =>
    (caller, body) =>
      run(caller, parseRequest(schema, body, 'InvalidInputException'));
  return {
    operations: new Map([
      ['AWSGlue.StartJobRun', operation(StartJobRun, (caller, request) => runs.start(caller, request))],
      ['AWSGlue.GetJobRun', operation(GetJobRun, (caller, request) => runs.get(caller, request))],
      ['AWSGlue.GetJobRuns', operation(GetJobRuns, (caller, request) => runs.list(caller, request))],
      [
        'AWSGlue.BatchStopJobRun',
        operation(BatchStopJobRun, (caller, request) => runs.stop(caller, request)),
      ],
    ]),
    stop: () => runs.end(),
  };
};
