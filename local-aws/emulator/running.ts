import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { z } from 'zod';
import { healthPath } from '../job-runner/launch.ts';
import { type LocalAwsOptions, places } from '../options.ts';
import { type RunningProcess, runningProcesses } from '../processes.ts';

const LocalAws = z.object({
  pid: z.number().int().positive(),
  port: z.number().int(),
  endpoint: z.string(),
  /** Where Glue answers, runs of jobs included: the job runner's. A server of an older Daybreak has none. */
  glueEndpoint: z.string().optional(),
  region: z.string(),
  account: z.string(),
  startedAt: z.iso.datetime(),
  log: z.string(),
  /** On the server's command line and in its health answer: what makes it ours, whoever has its pid or port now. */
  token: z.string(),
  /** What the emulator's own addresses (`/_ministack/reset`) ask for. A server of an older Daybreak has none. */
  secret: z.string().optional(),
});
/** A local AWS as its state file describes it. */
export type LocalAws = Readonly<z.infer<typeof LocalAws>>;

/** The one that runs and answers, job runner and all, and that this home has started; otherwise nothing. */
export const findLocalAws = async (options: LocalAwsOptions): Promise<LocalAws | undefined> => {
  const known = await readStateFile(options);
  return known && (await isHealthy(known)) && (await isRunnerHealthy(known)) ? known : undefined;
};

/** What was started last and not stopped since, whether it still runs or not. */
export const readStateFile = async (options: LocalAwsOptions): Promise<LocalAws | undefined> => {
  const text = await readFile(places(options).stateFile, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return LocalAws.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};

/** Readers see the old file or the new one, never half of it. Other users of the machine see neither: it has the secret. */
export const writeStateFile = async (options: LocalAwsOptions, localAws: LocalAws): Promise<void> => {
  const { stateFile } = places(options);
  const draft = `${stateFile}.${randomUUID()}`;
  await writeFile(draft, `${JSON.stringify(localAws, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, stateFile);
};

export const removeStateFile = (options: LocalAwsOptions): Promise<void> =>
  rm(places(options).stateFile, { force: true });

/** The server's own process. */
export const serverProcess = async ({ pid, token }: LocalAws): Promise<RunningProcess | undefined> =>
  (await runningProcesses()).find(one => one.pid === pid && one.command.includes(token));

const Health = z.object({ edition: z.string() });
const RunnerHealth = z.object({ token: z.string() });

/** Whether the server that carries our token answers on the port. */
export const isHealthy = async ({
  endpoint,
  token,
}: Pick<LocalAws, 'endpoint' | 'token'>): Promise<boolean> => {
  try {
    return Health.parse(JSON.parse(await read(`${endpoint}/_ministack/health`))).edition === token;
  } catch {
    return false;
  }
};

/** Whether the job runner of a local AWS answers, where it has one. */
export const isRunnerHealthy = async ({ glueEndpoint, token }: LocalAws): Promise<boolean> => {
  if (glueEndpoint === undefined) return true;
  try {
    return RunnerHealth.parse(JSON.parse(await read(`${glueEndpoint}${healthPath}`))).token === token;
  } catch {
    return false;
  }
};

const read = (url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    // An agent of its own: the global one, like fetch, goes through HTTP_PROXY when NODE_USE_ENV_PROXY says so.
    const request = get(url, { agent: new Agent(), timeout: 2_000 }, response => {
      response.setEncoding('utf8');
      response.toArray().then(chunks => resolve(chunks.join('')), reject);
    });
    request.once('timeout', () => request.destroy(new Error(`${url} did not answer`)));
    request.once('error', reject);
  });
