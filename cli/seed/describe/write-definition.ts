import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Failed } from '../../errors.ts';

const isRefused = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error &&
  'code' in error &&
  ['EACCES', 'EPERM', 'EROFS', 'ENOSPC'].includes(String(error.code));

/**
 * Writes a file whole or not at all.
 * @throws Failed if the folder can't be written to
 */
export const writeWhole = async (path: string, text: string): Promise<void> => {
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}`);
  const mode = await stat(path).then(
    ({ mode: before }) => before,
    () => 0o666,
  );
  try {
    await writeFile(beside, text, { mode, flag: 'wx' });
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    if (!isRefused(error)) throw error;
    throw new Failed(
      `${path} can't be written (${error.code}). Make the folder writable, or leave lab.json out: \`npx daybreak up --seed\` describes a folder without it.`,
    );
  }
};
