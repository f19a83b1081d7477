import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LocalAwsOptions, type OnProgress, places } from '../options.ts';
import type { LocalAws } from './running.ts';

/** Creates the folders, and empties the one for things that no server needs once it has ended. */
export const prepareData = async (options: LocalAwsOptions): Promise<void> => {
  const { data } = places(options);
  await rm(join(data, 'tmp'), { recursive: true, force: true });
  for (const folder of ['tmp', 'state', 's3']) await mkdir(join(data, folder), { recursive: true });
  // MiniStack runs Node functions from here, as scripts. Our own package.json, further up, would make them modules.
  await writeFile(join(data, 'package.json'), '{ "type": "commonjs" }\n');
};

/**
 * MiniStack writes objects as they come, and everything else when it ends. After a crash the folder is therefore half
 * old and half new: it is moved aside, and the next start is an empty account. The objects can be brought back.
 */
export const setAsideUnlessSaved = async (
  options: LocalAwsOptions,
  localAws: LocalAws,
  onProgress?: OnProgress,
): Promise<void> => {
  const { home } = options;
  const { data, log } = places(options);
  if (await isSaved(data, localAws)) return;
  await removeCrashed(options);
  const crashed = join(home, `${crashedPrefix}${new Date().toISOString().replaceAll(/[:.]/g, '-')}`);
  await rename(data, crashed).catch(() => mkdir(crashed));
  await rename(log, join(crashed, 'local-aws.log')).catch(() => {});
  onProgress?.(
    'The local AWS was not stopped properly, so the next start is an empty account. ' +
      `The files of its buckets are in ${filesIn(crashed)}, in a folder for each account and bucket.`,
  );
};

/** A clean stop saves the rules, which every server has, and then removes the pid file. */
const isSaved = async (data: string, { port, startedAt }: LocalAws): Promise<boolean> => {
  const changed = (file: string) =>
    stat(join(data, file)).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    );
  const saved = await changed('state/eventbridge.json');
  const stillOpen = await changed(`tmp/ministack-${port}.pid`);
  return stillOpen === undefined && saved !== undefined && saved >= Date.parse(startedAt);
};

const crashedPrefix = 'local-aws.crashed-';

const filesIn = (folder: string): string => join(folder, 's3');

/** What there is to resume, and what a crash has left. */
export interface StoppedData {
  /** Whether the next start resumes it. */
  readonly isKept: boolean;
  /** The folder with the files of the buckets, as they were at a crash: `<account>/<bucket>/<key>`. */
  readonly crashedFiles: string | undefined;
}

/** The data of a local AWS that is not running. */
export const stoppedData = async (options: LocalAwsOptions): Promise<StoppedData> => {
  const { home } = options;
  const names = await readdir(home).catch(() => []);
  const crashed = names
    .filter(name => name.startsWith(crashedPrefix))
    .sort()
    .at(-1);
  const saved = await stat(join(places(options).data, 'state/eventbridge.json')).catch(() => undefined);
  return {
    isKept: saved !== undefined,
    crashedFiles: crashed === undefined ? undefined : filesIn(join(home, crashed)),
  };
};

/** Keeps one, which is enough to find out what happened: each can be as large as the seed data. */
const removeCrashed = async ({ home }: LocalAwsOptions): Promise<void> => {
  const old = (await readdir(home)).filter(name => name.startsWith(crashedPrefix));
  for (const name of old) await rm(join(home, name), { recursive: true, force: true });
};

/** Deletes everything in the account, and what crashes left behind. */
export const removeData = async (options: LocalAwsOptions): Promise<void> => {
  await rm(places(options).data, { recursive: true, force: true });
  await removeCrashed(options).catch(() => {});
};

export const rememberPort = (options: LocalAwsOptions, port: number): Promise<void> =>
  writeFile(places(options).portFile, `${port}`);

export const rememberedPort = async (options: LocalAwsOptions): Promise<number | undefined> => {
  const port = Number(await readFile(places(options).portFile, 'utf8').catch(() => ''));
  return port > 0 ? port : undefined;
};
