import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { z } from 'zod';
import { healthPath } from '../front/launch.ts';
import { type LocalAwsOptions, places } from '../options.ts';
import { type RunningProcess, runningProcesses } from '../processes.ts';

const LocalAws = z.object({
  pid: z.number().int().positive(),
  port: z.number().int(),
  endpoint: z.string(),
  /** Where Glue answers, including job runs. Missing if an older Daybreak started the server, and so below. */
  glueEndpoint: z.string().optional(),
  athenaEndpoint: z.string().optional(),
  region: z.string(),
  account: z.string(),
  startedAt: z.iso.datetime(),
  log: z.string(),
  /** On the server's command line and in its health answer: it proves that a process or port is ours. */
  token: z.string(),
  /** Required by the emulator's own addresses (`/_ministack/reset`). */
  secret: z.string().optional(),
  /** Required from every caller, as the session token of its credentials. */
  sessionToken: z.string().optional(),
});
/** A local AWS as its state file describes it. */
export type LocalAws = Readonly<z.infer<typeof LocalAws>>;

/** The local AWS that this home started, if both it and its front answer. */
export const findLocalAws = async (options: LocalAwsOptions): Promise<LocalAws | undefined> => {
  const known = await readStateFile(options);
  return known && (await isHealthy(known)) && (await isFrontHealthy(known)) ? known : undefined;
};

/** The local AWS that was started last and not stopped since, whether it is still running or not. */
export const readStateFile = async (options: LocalAwsOptions): Promise<LocalAws | undefined> => {
  const text = await readFile(places(options).stateFile, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return LocalAws.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};

/** Replaces the file atomically. Other users can't read it, because it has the secrets. */
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
const FrontHealth = z.object({ token: z.string() });

/** Whether the server with our token answers on the port. */
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

/** Whether the front of a local AWS answers, if it has one. */
export const isFrontHealthy = async ({ glueEndpoint, token }: LocalAws): Promise<boolean> => {
  if (glueEndpoint === undefined) return true;
  try {
    return FrontHealth.parse(JSON.parse(await read(`${glueEndpoint}${healthPath}`))).token === token;
  } catch {
    return false;
  }
};

const read = (url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    // Its own agent: the global one, like fetch, uses HTTP_PROXY if NODE_USE_ENV_PROXY is set.
    const request = get(url, { agent: new Agent(), timeout: 2_000 }, response => {
      response.setEncoding('utf8');
      response.toArray().then(chunks => resolve(chunks.join('')), reject);
    });
    request.once('timeout', () => request.destroy(new Error(`${url} did not answer`)));
    request.once('error', reject);
  });
