import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OnProgress } from './options.ts';
import { hasCode } from './processes.ts';

/** Longer than installing MiniStack takes on a slow network. */
const patienceMs = 10 * 60_000;
/** A lock without an owner: the process that made it died between two system calls, or is between them now. */
const ownerlessMs = 5_000;

export class LockedOut extends Error {
  override readonly name = 'LockedOut';
  constructor(lock: string, owner: number | undefined) {
    super(
      `Another daybreak${owner ? ` (process ${owner})` : ''} has been starting or stopping the local AWS for over ten minutes. ` +
        `If it is no longer running, delete ${lock} and try again.`,
    );
  }
}

/** Runs `work` while holding the lock. A lock whose owner is gone is taken over. */
export const withLock = async <Result>(
  lock: string,
  work: () => Promise<Result>,
  onProgress?: OnProgress,
): Promise<Result> => {
  await acquire(lock, onProgress);
  try {
    return await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
};

const acquire = async (lock: string, onProgress?: OnProgress): Promise<void> => {
  await mkdir(dirname(lock), { recursive: true });
  const deadline = Date.now() + patienceMs;
  for (let announced = false; !(await take(lock)); ) {
    const owner = await ownerOf(lock);
    if (await isStale(lock, owner)) {
      await remove(lock);
      continue;
    }
    if (Date.now() > deadline) throw new LockedOut(lock, owner);
    if (!announced) onProgress?.(`Waiting for another daybreak${owner ? ` (process ${owner})` : ''}`);
    announced = true;
    await sleep(200);
  }
};

const take = async (lock: string): Promise<boolean> => {
  try {
    await mkdir(lock);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
  await writeFile(join(lock, 'pid'), `${process.pid}`);
  return true;
};

const ownerOf = async (lock: string): Promise<number | undefined> => {
  const pid = Number(await readFile(join(lock, 'pid'), 'utf8').catch(() => ''));
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
};

/** Process ids mean nothing after a reboot: a lock from before the last one is stale, even if a process has that id. */
const isStale = async (lock: string, owner: number | undefined): Promise<boolean> => {
  const made = await stat(lock).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
  if (made === undefined) return false;
  if (made < Date.now() - uptime() * 1000) return true;
  return owner === undefined ? made < Date.now() - ownerlessMs : !isAlive(owner);
};

/** Moves the lock aside before deleting it: of several processes that find it stale, only one succeeds. */
const remove = async (lock: string): Promise<void> => {
  const aside = `${lock}.${randomUUID()}`;
  await rename(lock, aside).catch(() => {});
  await rm(aside, { recursive: true, force: true });
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
};
