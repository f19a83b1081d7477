import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalAwsFailed } from '../failed.ts';
import { launchFront } from '../front/launch.ts';
import { withLock } from '../lock.ts';
import { type LocalAwsOptions, type OnProgress, places } from '../options.ts';
import { freePorts } from '../port.ts';
import { killProcesses } from '../processes.ts';
import { prepareData, rememberedPort, rememberPort } from './data.ts';
import { launch, PortTaken } from './launch.ts';
import {
  findLocalAws,
  isFrontHealthy,
  isHealthy,
  type LocalAws,
  readStateFile,
  serverProcess,
} from './running.ts';
import { clearAway } from './stop.ts';
import { ensureVenv } from './venv.ts';

/** The port that people expect. */
const usualPort = 4566;
/** How long a running server may take to answer: it may be busy, or another daybreak may have just started it. */
const answerMs = 15_000;

export interface StartSettings {
  readonly onProgress?: OnProgress;
  /** Additional environment for the server and the functions, such as an `AWS_ENDPOINT_URL` to a proxy. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The only port to use. Without it: the last one, 4566, or any that is free. */
  readonly port?: number;
}

/**
 * A local AWS that answers: the one that is already running, or a new one with the last one's data. The settings are
 * for a new one; a running one keeps its own.
 * @throws {NoPython | NoVenvModule | InstallFailed | LockedOut | LocalAwsFailed | PortTaken}
 */
export const startLocalAws = async (
  options: LocalAwsOptions,
  settings: StartSettings = {},
): Promise<LocalAws> => {
  const running = await findLocalAws(options);
  if (running) return running;
  const { onProgress } = settings;
  const python = await ensureVenv(options, onProgress);
  await mkdir(options.home, { recursive: true });
  return withLock(
    places(options).startLock,
    async () => (await whatIsThere(options, onProgress)) ?? (await startNew(options, python, settings)),
    onProgress,
  );
};

const whatIsThere = async (
  options: LocalAwsOptions,
  onProgress?: OnProgress,
): Promise<LocalAws | undefined> => {
  const known = await readStateFile(options);
  if (!known) return undefined;
  const deadline = Date.now() + answerMs;
  while (await serverProcess(known)) {
    if (await isHealthy(known)) return withFront(options, known);
    if (Date.now() > deadline) {
      throw new LocalAwsFailed(
        `process ${known.pid} is running but does not answer at ${known.endpoint}`,
        known.log,
      );
    }
    await sleep(100);
  }
  await clearAway(options, known, onProgress);
  return undefined;
};

/** Restarts a killed front where functions expect it, and ends what outlived it. */
const withFront = async (options: LocalAwsOptions, localAws: LocalAws): Promise<LocalAws> => {
  const { pid: server, token, sessionToken = '', endpoint: upstream, glueEndpoint } = localAws;
  if (glueEndpoint === undefined || (await isFrontHealthy(localAws))) return localAws;
  await killProcesses(({ pid, command }) => pid !== server && command.includes(token));
  const port = Number(new URL(glueEndpoint).port);
  await launchFront(options, { token, sessionToken, upstream, port, onlyThere: true });
  return localAws;
};

const startNew = async (
  options: LocalAwsOptions,
  python: string,
  { onProgress, environment, port }: StartSettings,
): Promise<LocalAws> => {
  const before = await rememberedPort(options);
  await prepareData(options);
  for await (const candidate of freePorts(port ? [port] : [...(before ? [before] : []), usualPort])) {
    if (port && candidate !== port) break;
    const started = await launch(options, python, candidate, environment);
    if (!started) continue;
    if (before && before !== candidate) {
      onProgress?.(`Using port ${candidate}; addresses in stack outputs still have ${before}`);
    }
    await rememberPort(options, candidate);
    return started;
  }
  throw port ? new PortTaken(port) : new LocalAwsFailed('no port is free', places(options).log);
};
