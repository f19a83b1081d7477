import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { messageOf, UsageError } from '../../errors.ts';
import { type PublicTable, publicTables } from './public-tables.ts';

/** A public file that was found. */
export interface PublicFile {
  readonly name: string;
  readonly path: string;
}

/** A table of which some or all public files were found. */
export interface FoundTable extends PublicTable {
  readonly files: readonly PublicFile[];
}

const filesBelow = async (folder: string): Promise<readonly string[]> => {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
  } catch (error) {
    throw new UsageError(`The folder '${folder}' can't be read: ${messageOf(error)}.`);
  }
};

const adviceFor = (paths: readonly string[]): string => {
  const archive = paths.find(path => /\.zip$/i.test(path));
  return archive === undefined
    ? 'Download them, for instance from https://www.kaggle.com/datasets/olistbr/brazilian-ecommerce, and keep their names'
    : `Unpack ${archive} first`;
};

/**
 * Finds the public files in a folder, at any depth, by their names.
 * @throws UsageError if there are none, or one is there twice
 */
export const findPublicFiles = async (folder: string): Promise<readonly FoundTable[]> => {
  const paths = await filesBelow(folder);
  const byName = Map.groupBy(paths, path => basename(path).toLowerCase());
  const find = (name: string): readonly PublicFile[] => {
    const [path, other] = byName.get(name.toLowerCase()) ?? [];
    if (other !== undefined)
      throw new UsageError(`${name} is there twice: ${path} and ${other}. Keep the one that is right.`);
    return path === undefined ? [] : [{ name, path }];
  };
  const found = publicTables
    .map(table => ({ ...table, files: table.names.flatMap(find) }))
    .filter(({ files }) => files.length > 0);
  if (found.length === 0)
    throw new UsageError(
      `'${folder}' has none of the public files, such as ${publicTables[0]?.names[0]}. ${adviceFor(paths)}.`,
    );
  return found;
};
