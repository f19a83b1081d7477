import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { z } from 'zod';
import { LocalAwsFailed, lastLines } from '../failed.ts';
import { type LocalAwsOptions, places } from '../options.ts';
import { frontProgram } from './program.ts';

/** The environment variable with the session token that callers need. */
export const sessionTokenVariable = 'DAYBREAK_SESSION_TOKEN';

/** The path at which the front answers with its token. */
export const healthPath = '/_daybreak/health';

const Ready = z.object({ endpoint: z.string() });

interface FrontSettings {
  /** The local AWS's token. It is also on the front's command line, and proves that the process is ours. */
  readonly token: string;
  /** Passed in the environment: other users can read command lines. */
  readonly sessionToken: string;
  readonly upstream: string;
  /** Where Athena's engine and jobs' scripts find Glue and S3: upstream, unless given. */
  readonly engineUpstream?: string | undefined;
  /** The wanted port. */
  readonly port: number;
  /** Whether only that port will do, because functions already have the address. */
  readonly onlyThere?: boolean;
}

/**
 * Starts the front of the local AWS, as a process that outlives this one.
 * @throws LocalAwsFailed
 */
export const launchFront = async (
  options: LocalAwsOptions,
  { token, sessionToken, upstream, engineUpstream = upstream, port, onlyThere = false }: FrontSettings,
): Promise<z.infer<typeof Ready>> => {
  const { frontLog: log, jobRuns, spark, trino, queries, engine, trusted } = places(options);
  const output = await open(log, 'w');
  const settings = {
    token,
    upstream,
    port: `${port}`,
    runs: jobRuns,
    spark,
    trino,
    queries,
    engine,
    trusted,
    'engine-upstream': engineUpstream,
    project: options.projectRoot,
  };
  const args = Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
  const child = spawn(process.execPath, [frontProgram, ...args, ...(onlyThere ? ['--only-there'] : [])], {
    // Nothing from the user's environment: its proxies and AWS profile are for other machines.
    env: {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      NODE_NO_WARNINGS: '1',
      [sessionTokenVariable]: sessionToken,
    },
    stdio: ['ignore', output.fd, output.fd, 'ipc'],
    detached: true,
  });
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('message', message => resolve(Ready.parse(message)));
      child.once('exit', async () =>
        reject(new LocalAwsFailed('its front exited at once', log, await lastLines(log))),
      );
    });
  } finally {
    if (child.connected) child.disconnect();
    child.unref();
    await output.close();
  }
};
