import type { FileGroup } from './group-files.ts';
import { tableName } from './legal-names.ts';

const foldersOf = (folder: string): readonly string[] => folder.split('/').slice(0, -1);

/** With the name of the folder that it is in, as `shop_orders`. */
const longName = ({ calledAfter, folder, isFolder }: FileGroup): string => {
  const folders = foldersOf(folder);
  const parent = isFolder ? folders.at(-2) : folders.at(-1);
  return tableName(parent === undefined ? calledAfter : `${parent}_${calledAfter}`);
};

/**
 * A name for each table, after its folder or file. Where two would have the same, both get their parent folder's in
 * front, and then a number.
 * @param taken names of tables that there are
 */
export const nameTables = (groups: readonly FileGroup[], taken: ReadonlySet<string>): readonly string[] => {
  const short = groups.map(({ calledAfter }) => tableName(calledAfter));
  const used = new Set(taken);
  return groups.map((group, index) => {
    const own = short[index] ?? '';
    const isTwice = short.some((other, at) => at !== index && other === own);
    const name = isTwice || taken.has(own) ? longName(group) : own;
    let unique = name;
    for (let number = 2; used.has(unique); number += 1) unique = `${name}_${number}`;
    used.add(unique);
    return unique;
  });
};
