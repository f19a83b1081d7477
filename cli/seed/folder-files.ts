import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { pathOf } from '../../lab/parse.ts';
import { WrongDefinition } from './problem.ts';

/** A place in lab.json: `['datasets', 0, 'files', 2]`. */
export type Place = readonly (string | number)[];

export const refusal = (at: Place, message: string): WrongDefinition =>
  new WrongDefinition({ file: 'lab.json', place: at.length === 0 ? undefined : pathOf(at), message });

/** Athena skips files and folders with such names in a table: `.DS_Store`, `_SUCCESS`. */
const isHidden = (name: string): boolean => name.startsWith('.') || name.startsWith('_');

/** Whether Athena would skip a file because of its name or a folder's under the dataset's prefix. */
export const isHiddenBelow = (prefix: string, key: string): boolean =>
  key.slice(prefix.length).split('/').some(isHidden);

const isMissing = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  (error.code === 'ENOENT' || error.code === 'ENOTDIR');

/** Whether a path is in a folder; both without symbolic links. */
const isWithin = (root: string, path: string): boolean =>
  path.startsWith(root.endsWith(sep) ? root : root + sep);

/** Follows symbolic links only inside the folder: publishing must not take files from elsewhere. */
const resolve = async (root: string, key: string, at: Place): Promise<string> => {
  let path: string;
  try {
    path = await realpath(join(root, ...key.split('/')));
  } catch (error) {
    if (isMissing(error)) throw refusal(at, `there is no '${key}' in the folder`);
    throw error;
  }
  if (!isWithin(root, path))
    throw refusal(at, `'${key}' is a link to ${path}, outside the folder. Copy the file into the folder`);
  return path;
};

/**
 * Path of one file of the folder.
 * @param root the folder, without symbolic links
 * @throws InvalidDefinition if it does not exist, is not a file, or is a link out of the folder
 */
export const fileIn = async (root: string, key: string, at: Place): Promise<string> => {
  const path = await resolve(root, key, at);
  if (!(await stat(path)).isFile()) throw refusal(at, `'${key}' is not a file`);
  return path;
};

/** Keys of all files under a prefix, sorted, without those that Athena skips. */
export const keysBelow = async (root: string, prefix: string, at: Place): Promise<readonly string[]> => {
  const walk = async (folder: string, parents: readonly string[]): Promise<readonly string[]> => {
    const path = await resolve(root, folder.slice(0, -1), at);
    if (parents.includes(path))
      throw refusal(at, `'${folder}' is a link to a folder that contains it. Remove it`);
    const entries = await readdir(path, { withFileTypes: true });
    const keys: string[] = [];
    for (const entry of entries.filter(({ name }) => !isHidden(name))) {
      const key = `${folder}${entry.name}`;
      const linked = entry.isSymbolicLink() && (await stat(await resolve(root, key, at))).isDirectory();
      if (entry.isDirectory() || linked) keys.push(...(await walk(`${key}/`, [...parents, path])));
      else keys.push(key);
    }
    return keys;
  };
  return [...(await walk(prefix, []))].sort();
};
