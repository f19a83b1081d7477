import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { account, endpointOf, region, serverEnvironment } from '../environment.ts';
import { LocalAwsFailed, lastLines } from '../failed.ts';
import { launchJobRunner } from '../job-runner/launch.ts';
import { type LocalAwsOptions, places } from '../options.ts';
import { killProcesses } from '../processes.ts';
import { isHealthy, type LocalAws, removeStateFile, writeStateFile } from './running.ts';

/** It takes half a second; a laptop that wakes up, or a virus scanner that reads Python's files, takes longer. */
const startMs = 60_000;

/** MiniStack behind a gate. */
const program = fileURLToPath(new URL('serve', import.meta.url));

export class PortTaken extends Error {
  override readonly name = 'PortTaken';
  constructor(port: number) {
    super(
      `The local AWS cannot use port ${port}: another program has it. Choose another, or none to take any.`,
    );
  }
}

/** A new server on this port, or nothing when somebody else was quicker to take the port. */
export const launch = async (
  options: LocalAwsOptions,
  python: string,
  port: number,
  environment: Readonly<Record<string, string>> = {},
): Promise<LocalAws | undefined> => {
  const { data, log } = places(options);
  const token = `daybreak-${randomUUID()}`;
  const secret = randomBytes(32).toString('base64url');
  const endpoint = endpointOf(port);
  const output = await open(log, 'w');
  // -I: neither the working folder nor the user's Python settings choose the modules. The second -X is ignored by Python
  // and carries the token to where `ps` shows it.
  const { glueEndpoint } = await launchJobRunner(options, { token, upstream: endpoint, port: port + 1 });
  // Whoever puts something in front of all services wants Glue's requests there, too.
  const own = environment.AWS_ENDPOINT_URL ? { AWS_ENDPOINT_URL_GLUE: environment.AWS_ENDPOINT_URL } : {};
  const child = spawn(python, ['-I', '-X', 'utf8', '-X', token, program], {
    cwd: data,
    env: { ...serverEnvironment(options, { port, token, secret, glueEndpoint }), ...own, ...environment },
    stdio: ['ignore', output.fd, output.fd],
    detached: true,
  });
  try {
    const { pid } = await spawned(child);
    const localAws = {
      pid,
      port,
      endpoint,
      glueEndpoint,
      region,
      account,
      startedAt: new Date().toISOString(),
      log,
      token,
      secret,
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
  throw new LocalAwsFailed(child.exitCode === null ? 'it does not answer' : 'it ended at once', log, lines);
};

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
