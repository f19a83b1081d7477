import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Caller, credentialsOf } from '../environment.ts';
import { lastLines } from '../failed.ts';
import { freePorts } from '../port.ts';
import { signal } from '../processes.ts';
import type { TrinoInstallation } from './installation.ts';
import { newSecret, writeSettings } from './settings.ts';

/** It takes five seconds on two idle cores, and many more on busy ones. */
const startMs = 180_000;

export interface TrinoOptions {
  readonly installation: TrinoInstallation;
  readonly folder: string;
  readonly log: string;
  /** On the command line, so that `down` finds the process. */
  readonly token: string;
  readonly upstream: string;
  readonly caller: Caller;
}

export class TrinoFailed extends Error {
  override readonly name = 'TrinoFailed';
}

/** A running Trino. */
export interface Trino {
  readonly endpoint: string;
  /** What every request has to carry. */
  readonly headers: Readonly<Record<string, string>>;
  /** Settles when the process has ended. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Starts Trino. @throws TrinoFailed */
export const startTrino = async (options: TrinoOptions): Promise<Trino> => {
  const { installation, folder, log, token, caller } = options;
  const { value: port } = await freePorts([]).next();
  if (port === undefined) throw new TrinoFailed("Athena's engine did not start: no port is free.");
  const secret = newSecret();
  await writeSettings({ ...options, port }, secret);
  const output = await open(log, 'w');
  const child = spawn(
    installation.java,
    [
      '-Xmx1500m',
      // Half the processor time of a start, on two cores; a lab's queries are over before the better compiler pays.
      '-XX:TieredStopAtLevel=1',
      '-XX:+UseSerialGC',
      '-XX:+ExitOnOutOfMemoryError',
      '--enable-native-access=ALL-UNNAMED',
      '-Duser.timezone=UTC',
      '-Dfile.encoding=UTF-8',
      `-Ddaybreak.token=${token}`,
      `-Djava.io.tmpdir=${folder}`,
      `-Dconfig=${join(folder, 'etc', 'config.properties')}`,
      `-Dplugin.dir=${installation.plugins}`,
      '-cp',
      join(installation.lib, '*'),
      'io.trino.server.TrinoServer',
    ],
    {
      cwd: folder,
      // Nothing from the user's environment: its AWS profile and Java options are for other programs.
      env: { PATH: '/usr/bin:/bin', HOME: folder, ...credentialsOf(caller) },
      stdio: ['ignore', output.fd, output.fd],
    },
  );
  const ended = new Promise<void>(resolve => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  await output.close();
  const trino: Trino = {
    endpoint: `http://127.0.0.1:${port}`,
    headers: { authorization: `Bearer ${webToken(secret)}`, 'x-forwarded-proto': 'https' },
    ended,
    async stop() {
      if (child.pid) signal(child.pid, 'SIGKILL');
      await ended;
    },
  };
  if (await isUp(child, trino)) return trino;
  await trino.stop();
  throw new TrinoFailed(`Athena's engine did not start.\n${await lastLines(log)}\nIts log is ${log}.`);
};

const isUp = async (child: ChildProcess, { endpoint, headers }: Trino): Promise<boolean> => {
  const deadline = Date.now() + startMs;
  while (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    if (Date.now() > deadline) return false;
    try {
      const answer = await fetch(`${endpoint}/v1/info`, { headers });
      if (answer.ok && /"starting":\s*false/.test(await answer.text())) return true;
    } catch {
      // It does not listen yet.
    }
    await sleep(100);
  }
  return false;
};

/** https://datatracker.ietf.org/doc/html/rfc7519 */
const webToken = (secret: Buffer): string => {
  const part = (content: object): string => Buffer.from(JSON.stringify(content)).toString('base64url');
  const content = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: 'daybreak' })}`;
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
};
