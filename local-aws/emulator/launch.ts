import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { account, endpointOf, frontEndpoints, region, serverEnvironment } from '../environment.ts';
import { LocalAwsFailed, lastLines } from '../failed.ts';
import { launchFront } from '../front/launch.ts';
import { type LocalAwsOptions, places } from '../options.ts';
import { killProcesses } from '../processes.ts';
import { isHealthy, type LocalAws, removeStateFile, writeStateFile } from './running.ts';

/** Starting takes half a second, but longer on a laptop that wakes up or with a virus scanner that reads Python's files. */
const startMs = 60_000;

/** MiniStack behind a gate. */
const program = fileURLToPath(new URL('serve', import.meta.url));

export class PortTaken extends Error {
  override readonly name = 'PortTaken';
  constructor(port: number) {
    super(
      `The local AWS cannot use port ${port}: another program is using it. Choose another port, or none to use any free one.`,
    );
  }
}

/** A new server on this port; undefined if another program took the port first. */
export const launch = async (
  options: LocalAwsOptions,
  python: string,
  port: number,
  environment: Readonly<Record<string, string>> = {},
): Promise<LocalAws | undefined> => {
  const { data, log } = places(options);
  const token = `daybreak-${randomUUID()}`;
  const [secret, sessionToken] = [newSecret(), newSecret()];
  const endpoint = endpointOf(port);
  const output = await open(log, 'w');
  // -I: neither the working folder nor the user's Python settings choose the modules. Python ignores the second -X; it
  // makes the token visible to `ps`.
  const front = await launchFront(options, {
    token,
    sessionToken,
    upstream: endpoint,
    engineUpstream: environment.AWS_ENDPOINT_URL,
    port: port + 1,
  });
  // Anyone who puts a proxy in front of all services also wants these requests to go through it.
  const own = environment.AWS_ENDPOINT_URL ? frontEndpoints(environment.AWS_ENDPOINT_URL) : {};
  const child = spawn(python, ['-I', '-X', 'utf8', '-X', token, program], {
    cwd: data,
    env: {
      ...serverEnvironment(options, { port, token, secret, sessionToken, frontEndpoint: front.endpoint }),
      ...own,
      ...environment,
    },
    stdio: ['ignore', output.fd, output.fd],
    detached: true,
  });
  try {
    const { pid } = await spawned(child);
    const localAws = {
      pid,
      port,
      endpoint,
      glueEndpoint: front.endpoint,
      athenaEndpoint: front.endpoint,
      region,
      account,
      startedAt: new Date().toISOString(),
      log,
      token,
      secret,
      sessionToken,
    };
    await writeStateFile(options, localAws);
    if (await waitUntilHealthy(child, localAws)) {
      child.unref();
      return localAws;
    }
    await killProcesses(({ group, command }) => group === pid || command.includes(token));
    await removeStateFile(options);
  } finally {
    await output.close();
  }
  const lines = await lastLines(log);
  if (/already in use/i.test(lines)) return undefined;
  throw new LocalAwsFailed(child.exitCode === null ? 'it does not answer' : 'it exited at once', log, lines);
};

const newSecret = (): string => randomBytes(32).toString('base64url');

const spawned = (child: ChildProcess): Promise<{ pid: number }> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => child.pid && resolve({ pid: child.pid }));
  });

const waitUntilHealthy = async (child: ChildProcess, localAws: LocalAws): Promise<boolean> => {
  const deadline = Date.now() + startMs;
  while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    if (await isHealthy(localAws)) return true;
    await sleep(25);
  }
  return false;
};
