import { plainName } from '../header-line.ts';

/** Letters that do not fall apart into a plain one and an accent. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ı: 'i',
};

const mostCharacters = 128;

const isLegal = (name: string): boolean => /^[a-z0-9_]+$/.test(name) && name.length <= mostCharacters;

/** `Preço (R$)` is `preco_r`; empty if nothing legal is left. */
const legal = (name: string): string =>
  plainName(name)
    .replaceAll(/\P{ASCII}/gu, letter => letters[letter] ?? '_')
    .replaceAll(/_+/g, '_')
    .slice(0, mostCharacters)
    .replaceAll(/^_|_$/g, '');

/** Names that differ, each with a number where one was there before. */
const eachOnce = (names: readonly string[], taken: ReadonlySet<string>): readonly string[] => {
  const used = new Set(taken);
  // A name that is legal as it is does not give way to one that was made so.
  const given = new Set(names);
  return names.map(name => {
    let unique = name;
    for (let number = 2; used.has(unique) || (unique !== name && given.has(unique)); number += 1)
      unique = `${name.slice(0, mostCharacters - 1 - String(number).length)}_${number}`;
    used.add(unique);
    return unique;
  });
};

/**
 * Names of columns, made from those in a file: `order_id` of `Order ID`, `column_3` of nothing.
 * @param taken names that are not free: those of partition keys
 */
export const columnNames = (
  names: readonly string[],
  taken: ReadonlySet<string> = new Set(),
): readonly string[] =>
  eachOnce(
    names.map((name, index) => {
      const lower = name.trim().toLowerCase();
      return isLegal(lower) ? lower : legal(name) || `column_${index + 1}`;
    }),
    taken,
  );

/** A table's name, made from a folder's or a file's: a letter comes first. */
export const tableName = (name: string): string => {
  const made = isLegal(name.toLowerCase()) ? name.toLowerCase().replace(/^_+/, '') : legal(name);
  if (made === '') return 'data';
  return /^[a-z]/.test(made) ? made : `t_${made}`.slice(0, mostCharacters);
};

/** A file's name without what says of which kind it is. */
export const baseName = (key: string): string =>
  key.slice(key.lastIndexOf('/') + 1).replace(/(?:\.[a-z][a-z0-9]{0,8}){1,2}$/i, '');

/** Whether a folder's key can be a partition key: `Year` of `Year=2026` is `year`. */
export const isPartitionKey = (name: string): boolean => /^[a-z][a-z0-9_]*$/.test(name) && isLegal(name);
