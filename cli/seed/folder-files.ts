import { lstat, open, readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { isHidden } from '../../lab/datasets.ts';
import { InvalidDefinition } from '../../lab/errors.ts';
import { pathOf, shortened } from '../../lab/parse.ts';
import { isNotData } from './not-data.ts';
import { WrongDefinition } from './problem.ts';

/** A place in lab.json: `['datasets', 0, 'files', 2]`. */
export type Place = readonly (string | number)[];

export const refusal = (at: Place, message: string): WrongDefinition =>
  new WrongDefinition({
    file: 'lab.json',
    place: at.length === 0 ? undefined : shortened(pathOf(at)),
    message: shortened(message),
  });

export const definitionKey = 'lab.json';

/**
 * A folder without symbolic links.
 * @throws InvalidDefinition if there is none
 */
export const rootOf = async (directory: string): Promise<string> => {
  const root = await realpath(directory).catch(() => undefined);
  if (root === undefined || !(await stat(root)).isDirectory())
    throw new InvalidDefinition(`There is no folder '${directory}'. Give the folder that has your files`);
  return root;
};

/** Whether Athena would skip a file because of its name or a folder's under the dataset's prefix. */
export const isHiddenBelow = (prefix: string, key: string): boolean =>
  key.slice(prefix.length).split('/').some(isHidden);

/** Why a path cannot be followed to its end, and what to do; by the operating system's error codes. */
const pathProblems: Readonly<Record<string, (key: string) => string>> = {
  ENOENT: key => `there is no '${key}' in the folder`,
  ENOTDIR: key => `there is no '${key}' in the folder`,
  ENAMETOOLONG: key => `there is no '${key}' in the folder, and no file can have so long a name`,
  ELOOP: key => `'${key}' is a link that leads to itself. Remove it`,
  EACCES: key => `you may not read '${key}'. Change its permissions, and those of the folders above it`,
  EPERM: key => `you may not read '${key}'. Change its permissions, and those of the folders above it`,
};

/** Does something with a path of the folder. @throws WrongDefinition if the path does not allow it */
const onPath = async <Result>(key: string, at: Place, work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    const hasCode = typeof error === 'object' && error !== null && 'code' in error;
    const problem = hasCode ? pathProblems[String(error.code)] : undefined;
    throw problem === undefined ? error : refusal(at, problem(key));
  }
};

/** Whether a folder has a `lab.json`, of whatever kind. */
export const hasDefinition = async (root: string): Promise<boolean> => {
  const found = await lstat(join(root, definitionKey)).catch((error: unknown) => {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT')
      return undefined;
    throw error;
  });
  return found !== undefined;
};

/** Whether a path is in a folder; both without symbolic links. */
export const isWithin = (root: string, path: string): boolean =>
  path.startsWith(root.endsWith(sep) ? root : root + sep);

/** Follows symbolic links only inside the folder: publishing must not take files from elsewhere. */
const resolve = async (root: string, key: string, at: Place): Promise<string> => {
  const path = await onPath(key, at, () => realpath(join(root, ...key.split('/'))));
  if (!isWithin(root, path))
    throw refusal(at, `'${key}' is a link to ${path}, outside the folder. Copy the file into the folder`);
  return path;
};

/**
 * Path of one file of the folder.
 * @param root the folder, without symbolic links
 * @throws WrongDefinition if it does not exist, is not a file, may not be read, or is a link out of the folder
 */
export const fileIn = async (root: string, key: string, at: Place): Promise<string> => {
  const path = await resolve(root, key, at);
  // A pipe would be read for ever.
  if (!(await stat(path)).isFile()) throw refusal(at, `'${key}' is not a file`);
  const handle = await onPath(key, at, () => open(path));
  await handle.close();
  return path;
};

/** What is below a prefix. */
export interface KeysBelow {
  /** Keys of the files, sorted. */
  readonly keys: readonly string[];
  /** Files and, with a slash, folders that Athena would not read because of their names. */
  readonly hidden: readonly string[];
  /** Files that nobody means as data. */
  readonly notData: readonly string[];
}

/** Finds the files under a prefix. */
export const keysBelow = async (root: string, prefix: string, at: Place): Promise<KeysBelow> => {
  const [keys, hidden, notData]: [string[], string[], string[]] = [[], [], []];
  const walk = async (folder: string, parents: readonly string[]): Promise<void> => {
    const name = folder.slice(0, -1);
    const path = await resolve(root, name, at);
    if (parents.includes(path))
      throw refusal(at, `'${folder}' is a link to a folder that contains it. Remove it`);
    if (!(await stat(path)).isDirectory()) throw refusal(at, `'${name}' is not a folder`);
    for (const entry of await onPath(name, at, () => readdir(path, { withFileTypes: true }))) {
      const key = `${folder}${entry.name}`;
      if (isHidden(entry.name)) hidden.push(entry.isDirectory() ? `${key}/` : key);
      else if (entry.isDirectory()) await walk(`${key}/`, [...parents, path]);
      else if (entry.isSymbolicLink() && (await stat(await resolve(root, key, at))).isDirectory())
        await walk(`${key}/`, [...parents, path]);
      else if (isNotData(entry.name)) notData.push(key);
      else keys.push(key);
    }
  };
  await walk(prefix, []);
  return { keys: keys.sort(), hidden: hidden.sort(), notData: notData.sort() };
};
