import { rm } from 'node:fs/promises';
import type { Job as GlueJob } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import { type Caller, clientConfig } from '../environment.ts';
import type { SparkInstallation } from '../spark/installation.ts';
import { type JobFile, whatScriptsCanDo } from '../trust.ts';
import type { Ending, JobRun } from './job-run.ts';
import { runFolder } from './run-folders.ts';
import { fetchScript, NoScript } from './script-files.ts';
import { runScript, whyFailed } from './script-process.ts';
import { type Surroundings, scriptEnvironment, writeSettings } from './spark-settings.ts';

export interface Workplace {
  /** Where the runs' folders are. */
  readonly folder: string;
  readonly around: Surroundings;
  /** Looked up for each run, because it may be installed while the runner is up. */
  readonly findSpark: () => Promise<SparkInstallation | undefined>;
  readonly untrustedOf: (files: readonly JobFile[]) => Promise<readonly JobFile[]>;
  /** What to do if Spark is missing. */
  readonly howToGetSpark: string;
}

/** A run of a job, in the name of whoever started it. */
export interface Execution {
  readonly run: JobRun;
  readonly job: GlueJob;
  readonly caller: Caller;
}

/**
 * Executes one run, from fetching its script to its end.
 * @param stopped aborted when the run is stopped, at any moment
 * @param onRunning called when the script begins; returns a signal that is aborted when its time is up
 */
export const execute = async (
  { folder, around, findSpark, untrustedOf, howToGetSpark }: Workplace,
  { run, job, caller }: Execution,
  stopped: AbortSignal,
  onRunning: () => AbortSignal,
): Promise<Ending> => {
  const spark = await findSpark();
  if (!spark)
    return { state: 'FAILED', error: `Spark is not installed, so the script was not run. ${howToGetSpark}` };
  const places = runFolder(folder, run);
  const args = { ...job.DefaultArguments, ...run.arguments, ...job.NonOverridableArguments };
  const s3 = new S3Client({
    ...clientConfig({ ...caller, endpoint: around.upstream }),
    forcePathStyle: true,
  });
  let timedOut: AbortSignal | undefined;
  try {
    const location = job.Command?.ScriptLocation ?? '';
    const { script, modules, files } = await fetchScript(s3, location, args, places);
    const [stranger] = await untrustedOf(files);
    if (stranger !== undefined) return { state: 'FAILED', error: notTrusted(stranger) };
    await writeSettings(spark, places, around, caller);
    stopped.throwIfAborted();
    timedOut = onRunning();
    const how = await runScript(
      {
        program: spark.python,
        // Python ignores this -X; it shows whose process this is.
        args: [
          '-X',
          around.token,
          script,
          ...words({ '--JOB_NAME': run.jobName, '--JOB_RUN_ID': run.id, ...args }),
        ],
        folder: places.work,
        environment: scriptEnvironment(spark, places, around, caller, modules),
        output: places.output,
        errors: places.errors,
      },
      AbortSignal.any([stopped, timedOut]),
    );
    if (how === 0) return { state: 'SUCCEEDED' };
    if (!stopped.aborted && !timedOut.aborted)
      return { state: 'FAILED', error: await whyFailed(how, places.errors) };
  } catch (error) {
    if (error instanceof NoScript) return { state: 'FAILED', error: error.message };
    if (!stopped.aborted && !timedOut?.aborted) throw error;
  } finally {
    s3.destroy();
    await rm(places.temporary, { recursive: true, force: true });
  }
  if (stopped.aborted) return { state: 'STOPPED' };
  return {
    state: 'TIMEOUT',
    error: `The run took longer than its timeout of ${run.timeout} ${run.timeout === 1 ? 'minute' : 'minutes'}.`,
  };
};

const notTrusted = ({ name }: JobFile): string =>
  `${name} was not run, because nobody has trusted it here. It ${whatScriptsCanDo}, then allow this content with ` +
  '`npx daybreak rebuild --local --run-job --trust`.';

const words = (args: Readonly<Record<string, string>>): string[] => Object.entries(args).flat();
