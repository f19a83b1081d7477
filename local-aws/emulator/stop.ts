import { setTimeout as sleep } from 'node:timers/promises';
import { withLock } from '../lock.ts';
import { type LocalAwsOptions, type OnProgress, places } from '../options.ts';
import { killProcesses, signal } from '../processes.ts';
import { removeData, setAsideUnlessSaved } from './data.ts';
import { type LocalAws, readStateFile, removeStateFile, serverProcess } from './running.ts';

/** Hypercorn waits three seconds for open requests, and saving a large account takes less than one. */
const graceMs = 15_000;

interface StopSettings {
  readonly onProgress?: OnProgress;
}

/** Stops the local AWS and any functions still running, and keeps its data. Returns whether there was one to stop. */
export const stopLocalAws = (options: LocalAwsOptions, { onProgress }: StopSettings = {}): Promise<boolean> =>
  withLock(places(options).startLock, () => stopUnderLock(options, onProgress), onProgress);

/** Stops the local AWS and deletes everything in it: the next start is an empty account. */
export const wipeLocalAws = (options: LocalAwsOptions, { onProgress }: StopSettings = {}): Promise<void> =>
  withLock(
    places(options).startLock,
    async () => {
      await stopUnderLock(options, onProgress);
      await removeData(options);
    },
    onProgress,
  );

const stopUnderLock = async (options: LocalAwsOptions, onProgress?: OnProgress): Promise<boolean> => {
  const known = await readStateFile(options);
  if (!known) return false;
  const wasRunning = (await serverProcess(known)) !== undefined;
  if (wasRunning) {
    signal(known.pid, 'SIGTERM');
    const deadline = Date.now() + graceMs;
    while ((await serverProcess(known)) && Date.now() < deadline) await sleep(50);
  }
  await clearAway(options, known, onProgress);
  return wasRunning;
};

/** Ends whatever is left of a server, so that the next one can start. */
export const clearAway = async (
  options: LocalAwsOptions,
  localAws: LocalAws,
  onProgress?: OnProgress,
): Promise<void> => {
  // The front, its scripts and its engine have the token. A busy function outlives its server; once the group's leader is gone,
  // the group does not prove that it is ours, but its code being in our folder does.
  const { data } = places(options);
  await killProcesses(
    ({ group, command }) =>
      command.includes(localAws.token) || (group === localAws.pid && command.includes(`${data}/`)),
  );
  await setAsideUnlessSaved(options, localAws, onProgress);
  await removeStateFile(options);
};
