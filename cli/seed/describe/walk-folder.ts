import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isHidden, isSafeKey } from '../../../lab/datasets.ts';
import { isWithin } from '../folder-files.ts';
import { isNotData } from '../not-data.ts';

export interface FoundFile {
  /** Path in the folder, with slashes. */
  readonly key: string;
  readonly path: string;
  readonly bytes: number;
}

/** A file or folder that is left out. */
export interface SkippedFile {
  readonly key: string;
  /** Follows the key in a sentence: `is hidden`. */
  readonly why: string;
}

export interface FoundFiles {
  readonly files: readonly FoundFile[];
  readonly skipped: readonly SkippedFile[];
}

/** What other programs, and we, say about a folder in JSON. */
const settings = /^(?:lab|package|package-lock|datapackage|dataset-metadata)\.json$/i;

/** @returns why a file or folder is left out because of its name */
const whyNot = (name: string): string | undefined => {
  if (isHidden(name)) return 'is hidden, and Athena skips it';
  if (settings.test(name)) return 'describes other files';
  return isNotData(name) ? 'is not data' : undefined;
};

/** Whether Athena, or publishing, leaves a file out of a table's folder because of its name. */
export const isLeftOut = (key: string): boolean =>
  key.split('/').some(name => isHidden(name) || isNotData(name));

/**
 * All files of a folder that may hold data, sorted by key. A link is followed if it stays inside.
 * @param root the folder, without symbolic links
 */
export const walkFolder = async (root: string): Promise<FoundFiles> => {
  const files: FoundFile[] = [];
  const skipped: SkippedFile[] = [];
  const walk = async (folder: string, parents: readonly string[]): Promise<void> => {
    const names = await readdir(join(root, folder));
    for (const name of names.sort()) {
      const key = `${folder}${name}`;
      if (key === 'lab.json') continue;
      const skip = (why: string) => skipped.push({ key, why });
      const why = whyNot(name);
      if (why !== undefined) {
        skip(why);
        continue;
      }
      if (!isSafeKey(key)) {
        skip('has a backslash or a control character in its name: rename it');
        continue;
      }
      const path = await realpath(join(root, key)).catch(() => undefined);
      if (path === undefined) skip('is a link to nothing');
      else if (!isWithin(root, path)) skip(`is a link to ${path}, outside the folder: copy the file here`);
      else {
        const found = await stat(path);
        if (found.isFile()) files.push({ key, path, bytes: found.size });
        else if (!found.isDirectory()) skip('is neither a file nor a folder');
        else if (parents.includes(path)) skip('is a link to a folder that contains it');
        else await walk(`${key}/`, [...parents, path]);
      }
    }
  };
  await walk('', [root]);
  return { files: files.sort((a, b) => (a.key < b.key ? -1 : 1)), skipped };
};
