import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { lastLines } from '../failed.ts';
import { withLock } from '../lock.ts';
import type { OnProgress } from '../options.ts';
import { killProcesses } from '../processes.ts';
import { findPython } from './find-python.ts';

/** A virtual environment with the packages of a requirements file. */
export interface PythonEnvironment {
  /** What it is, in messages: "Could not install <what>". */
  readonly what: string;
  /** Shown while it is being installed. */
  readonly progress: string;
  readonly folder: string;
  /** The path of the requirements file. */
  readonly requirements: string;
  /** Additional options of `pip install`. */
  readonly pipOptions: readonly string[];
}

export class InstallFailed extends Error {
  override readonly name = 'InstallFailed';
  constructor(what: string, step: string, lines: string, log: string) {
    super(`Could not install ${what}: ${step} failed.\n${lines}\nIts full output is in ${log}.`);
  }
}

export const pythonOf = (folder: string): string => join(folder, 'bin', 'python');

const placesOf = (folder: string) => ({
  python: pythonOf(folder),
  /** The last thing an installation writes: if it is missing or different, the environment is incomplete. */
  stamp: join(folder, 'daybreak-requirements.sha256'),
  log: `${folder}-install.log`,
  lock: `${folder}.lock`,
});

/**
 * The path of a Python that has what is required. Installs it if it is missing or the requirements have changed since;
 * otherwise reads two small files. Safe to run concurrently, and after an interruption at any point.
 * @throws {NoPython | NoVenvModule | InstallFailed | LockedOut}
 */
export const ensurePythonEnvironment = async (
  wanted: PythonEnvironment,
  onProgress?: OnProgress,
): Promise<string> => {
  const { python, lock } = placesOf(wanted.folder);
  if (!(await isWhole(wanted))) {
    await withLock(
      lock,
      async () => {
        if (!(await isWhole(wanted))) await install(wanted, onProgress);
      },
      onProgress,
    );
  }
  return python;
};

/** `python` is a link, which breaks if the Python that made the environment is removed. */
const isWhole = async (wanted: PythonEnvironment): Promise<boolean> => {
  const { python, stamp } = placesOf(wanted.folder);
  return (
    existsSync(python) && (await readFile(stamp, 'utf8').catch(() => '')) === (await fingerprint(wanted))
  );
};

const fingerprint = async ({ requirements }: PythonEnvironment): Promise<string> =>
  createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex');

const install = async (wanted: PythonEnvironment, onProgress?: OnProgress): Promise<void> => {
  const { folder, what, requirements, pipOptions } = wanted;
  const { python, stamp, log } = placesOf(folder);
  const base = await findPython();
  onProgress?.(wanted.progress);
  // The stamp is removed first and written last. A pip that outlived a killed daybreak must not write into the new one.
  await rm(stamp, { force: true });
  await killProcesses(({ command }) => command.startsWith(`${python} `));
  await rm(folder, { recursive: true, force: true });
  await rm(log, { force: true });
  await mkdir(dirname(folder), { recursive: true });
  await step(what, 'python -m venv', base, ['-I', '-m', 'venv', folder], log);
  await pipInstall({ folder, what }, ...pipOptions, '--requirement', requirements);
  await writeFile(stamp, await fingerprint(wanted));
};

/** Adds packages to an existing environment. @throws InstallFailed */
export const pipInstall = (
  { folder, what }: Pick<PythonEnvironment, 'folder' | 'what'>,
  ...packages: readonly string[]
): Promise<void> => {
  const { python, log } = placesOf(folder);
  const pip = ['-I', '-m', 'pip', '--disable-pip-version-check', 'install', '--no-input'];
  return step(what, 'pip install', python, [...pip, ...packages], log);
};

/** What a program of an environment's Python writes to stdout. @throws InstallFailed */
export const runPython = async (
  { folder, what }: Pick<PythonEnvironment, 'folder' | 'what'>,
  args: readonly string[],
): Promise<string> => {
  const { python, log } = placesOf(folder);
  try {
    return (await promisify(execFile)(python, ['-I', ...args])).stdout;
  } catch (error) {
    await appendFile(log, `${error}\n`);
    throw new InstallFailed(what, `python ${args[1]}`, await lastLines(log), log);
  }
};

const step = async (
  what: string,
  name: string,
  program: string,
  args: readonly string[],
  log: string,
): Promise<void> => {
  const output = await open(log, 'a');
  try {
    const child = spawn(program, args, {
      env: pipEnvironment(),
      stdio: ['ignore', output.fd, output.fd],
    });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', resolve);
    });
    if (code !== 0) throw new InstallFailed(what, name, await lastLines(log), log);
  } finally {
    await output.close();
  }
};

/** Keeps the user's proxies and package index, but not settings that would put the packages somewhere else. */
const pipEnvironment = (): NodeJS.ProcessEnv => {
  const elsewhere = [
    'PIP_TARGET',
    'PIP_PREFIX',
    'PIP_ROOT',
    'PIP_REQUIRE_VIRTUALENV',
    'PYTHONHOME',
    'PYTHONPATH',
  ];
  const kept = Object.entries(process.env).filter(([name]) => !elsewhere.includes(name));
  return { ...Object.fromEntries(kept), PIP_USER: '0' };
};
