import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { writeWithin } from './files.ts';

/** Runs npm in a folder, without scripts of packages; returns what it prints. */
export const npm = async (folder: string, ...args: readonly string[]): Promise<string> => {
  const options = { cwd: folder, maxBuffer: 64 * 1024 * 1024 };
  return (await promisify(execFile)('npm', [...args, '--ignore-scripts'], options)).stdout;
};

/**
 * Writes a `package.json` and its `package-lock.json`, in which npm leaves of a larger lockfile what these dependencies
 * need: the same versions, with the same hashes.
 */
export const writeLocked = async (folder: string, manifest: object, lockfile: string): Promise<void> => {
  await writeWithin(folder, 'package.json', `${JSON.stringify(manifest, undefined, 2)}\n`);
  await writeWithin(folder, 'package-lock.json', lockfile);
  await npm(folder, 'install', '--package-lock-only', '--no-audit', '--no-fund');
};
