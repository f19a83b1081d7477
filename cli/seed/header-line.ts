import type { TableDefinition } from '../../lab/definition.ts';
import { valueTest } from './column-values.ts';

/** A header's name as a column could have it: `Preço (R$)` is `preco_r`. */
export const plainName = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('"', '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '');

/** Whether a header has the columns' names, each at its place. */
export const sameNames = (header: readonly string[], columns: readonly string[]): boolean =>
  header.length === columns.length &&
  header.every((name, index) => plainName(name) === plainName(columns[index] ?? ''));

/**
 * Whether two names differ by one letter: missing, added, changed, or swapped with its neighbour. A letter before the
 * name (`y2015`) or a plural is another name.
 */
const isTypo = (one: string, other: string): boolean => {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (short.length < 3 || long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  if (short.length < long.length)
    return at > 0 && short.slice(at) === long.slice(at + 1) && long !== `${short}s`;
  const swapped = short[at] === long[at + 1] && short[at + 1] === long[at];
  return (
    short.slice(at + 1) === long.slice(at + 1) || (swapped && short.slice(at + 2) === long.slice(at + 2))
  );
};

const listed = (names: readonly string[]): string => names.join(', ');

interface HeaderProblem {
  /** Whether the columns are in another order, so that nothing can be said about the values. */
  readonly isOrder: boolean;
  readonly message: string;
}

/**
 * Why a header does not belong to the columns: Athena skips it and goes by position, so that values end up in the wrong
 * columns, or a row is lost that only looks like a header. Other names are fine, at their place.
 */
export const headerProblem = (
  header: readonly string[],
  table: Pick<TableDefinition, 'columns'>,
): HeaderProblem | undefined => {
  const columns = table.columns.map(({ name }) => name);
  const shown = header.map(name => name.replaceAll('"', '').trim());
  const [names, own] = [header.map(plainName), columns.map(plainName)];
  const moved = names.findIndex((name, index) => {
    const place = own.indexOf(name);
    return place >= 0 && name !== own[index] && names[place] !== name;
  });
  if (moved >= 0)
    return {
      isOrder: true,
      message: `the header's order is ${listed(shown)}, but lab.json's is ${listed(columns)}, and Athena goes by position. Put "columns" in the file's order`,
    };
  const misspelt = names.findIndex((name, index) => name !== own[index] && isTypo(name, own[index] ?? ''));
  if (misspelt >= 0)
    return {
      isOrder: false,
      message: `the header's field ${misspelt + 1} is '${shown[misspelt]}', but lab.json's column is '${columns[misspelt]}'. Correct the one that is misspelt`,
    };
  if (names.some((name, index) => name === own[index])) return undefined;
  const tests = table.columns.map(({ type }) => valueTest(type));
  const values = header.map(value => value.replace(/^"(.*)"$/, '$1'));
  const typed = values.filter((value, index) => tests[index] !== undefined && value !== '');
  const isData = values.every((value, index) => tests[index]?.(value) !== false) && typed.length > 0;
  if (isData)
    return {
      isOrder: false,
      message:
        'lab.json says that there is a header, but this line has values of the columns\' types, and Athena would skip it. Set "header": false',
    };
  if (tests.some(test => test !== undefined)) return undefined;
  return {
    isOrder: false,
    message: `none of these names is a column of lab.json (${listed(columns)}), and if this is not a header, Athena would skip a row. Set "header": false, or give the columns the header's names`,
  };
};
