import { mkdir, readdir } from 'node:fs/promises';
import { messageOf, UsageError } from '../../errors.ts';

/**
 * Makes a folder, or takes an empty one: nothing is ever written beside or over somebody's files.
 * @throws UsageError
 */
export const makeNewFolder = async (folder: string): Promise<void> => {
  if (folder.startsWith('s3://'))
    throw new UsageError(
      `'${folder}' is not a folder on this machine. Create the seed in one, and publish it from there: ` +
        `daybreak seed publish <folder> ${folder}`,
    );
  try {
    await mkdir(folder, { recursive: true });
    if ((await readdir(folder)).length === 0) return;
  } catch (error) {
    throw new UsageError(`The folder '${folder}' can't be created: ${messageOf(error)}.`);
  }
  throw new UsageError(`The folder '${folder}' is not empty. Give a new one: nothing is overwritten.`);
};
