import { isRecord, isText } from '../json-of.ts';
import { oneLine } from './one-line.ts';
import type { Difference } from './sentence.ts';

interface Column {
  readonly name: string;
  readonly type: string;
  readonly comment: string;
}

/** Its schema would add zod to the function that reports. */
const columnIn = (value: unknown): Column | undefined => {
  if (!isRecord(value)) return undefined;
  const { name, type, comment = '' } = value;
  return isText(name) && isText(type) && isText(comment) ? { name, type, comment } : undefined;
};

/** Undefined for anything but a list of columns with different names. */
const columnsIn = (value: unknown): readonly Column[] | undefined => {
  if (!Array.isArray(value)) return undefined;
  const columns = value.map(columnIn).filter(column => column !== undefined);
  const names = new Set(columns.map(({ name }) => name));
  return names.size === value.length ? columns : undefined;
};

/** A column before and after; one that came or went has one side. */
interface Pair {
  readonly before: Column | undefined;
  readonly after: Column | undefined;
}

const byName = (columns: readonly Column[], name: string): Column | undefined =>
  columns.find(column => column.name === name);

/** A column that vanished and one that appeared are the same if type and place are. */
const pairs = (before: readonly Column[], after: readonly Column[]): readonly Pair[] => {
  const appeared = new Set(after.filter(({ name }) => byName(before, name) === undefined));
  const placeIn = (columns: readonly Column[], column: Column) => {
    const index = columns.indexOf(column);
    return { index, left: columns[index - 1]?.name ?? '' };
  };
  const renamed = (column: Column): Column | undefined => {
    const was = placeIn(before, column);
    const candidates = [...appeared].filter(({ type }) => type === column.type);
    return (
      candidates.find(candidate => placeIn(after, candidate).index === was.index) ??
      candidates.find(candidate => placeIn(after, candidate).left === was.left)
    );
  };
  const known = before.map((column): Pair => {
    const same = byName(after, column.name) ?? renamed(column);
    if (same !== undefined) appeared.delete(same);
    return { before: column, after: same };
  });
  return [...known, ...[...appeared].map((column): Pair => ({ before: undefined, after: column }))];
};

/** Indexes of the longest part that is still in order: everything else was moved. */
const inOrder = (places: readonly number[]): ReadonlySet<number> => {
  const chains: (readonly number[])[] = [];
  for (const [index, place] of places.entries()) {
    const best = chains
      .slice(0, index)
      .filter(chain => (places[chain.at(-1) ?? -1] ?? Number.NaN) < place)
      .reduce<readonly number[]>((longest, chain) => (chain.length > longest.length ? chain : longest), []);
    chains.push([...best, index]);
  }
  return new Set(
    chains.reduce<readonly number[]>(
      (longest, chain) => (chain.length > longest.length ? chain : longest),
      [],
    ),
  );
};

const list = new Intl.ListFormat('en', { type: 'conjunction' });

const movedDifference = (
  noun: string,
  both: readonly (readonly [Column, Column])[],
  before: readonly Column[],
  after: readonly Column[],
): readonly Difference[] => {
  const stayed = inOrder(both.map(([, is]) => after.indexOf(is)));
  const moved = both.filter((_, index) => !stayed.has(index));
  const [only] = moved;
  if (only === undefined) return [];
  const names = moved.map(([, is]) => oneLine(is.name));
  if (moved.length === 1)
    return [
      {
        subject: `${noun} ${names.join('')}`,
        event: `moved from place ${before.indexOf(only[0]) + 1} to place ${after.indexOf(only[1]) + 1}`,
      },
    ];
  return [{ subject: `${noun}s ${list.format(names)}`, event: 'moved to other places', several: true }];
};

const between = (noun: string, { before, after }: Pair): readonly Difference[] => {
  if (before === undefined)
    return after === undefined
      ? []
      : [{ subject: `${noun} ${oneLine(after.name)} (${oneLine(after.type)})`, event: 'added' }];
  const name = oneLine(before.name);
  if (after === undefined)
    return [{ subject: `${noun} ${name} (${oneLine(before.type)})`, event: 'removed' }];
  const of = `${noun.toLowerCase()} ${oneLine(after.name)}`;
  return [
    ...(before.name === after.name
      ? []
      : [{ subject: `${noun} ${name}`, event: `renamed to ${oneLine(after.name)}` }]),
    ...(before.type === after.type
      ? []
      : [{ subject: `Type of ${of}`, before: before.type, after: after.type }]),
    ...(before.comment === after.comment
      ? []
      : [{ subject: `Comment on ${of}`, before: before.comment, after: after.comment }]),
  ];
};

/**
 * What differs between two lists of columns: added, removed, renamed (same type and place), of another type, with another
 * comment, moved. Undefined if one of them is no such list.
 * @param noun `Column`, or `Partition key`
 */
export const columnDifferences = (
  noun: string,
  before: unknown,
  after: unknown,
): readonly Difference[] | undefined => {
  const [was, is] = [columnsIn(before), columnsIn(after)];
  if (was === undefined || is === undefined) return undefined;
  const paired = pairs(was, is);
  const both = paired.flatMap(({ before: left, after: right }) =>
    left === undefined || right === undefined ? [] : [[left, right] as const],
  );
  return [...paired.flatMap(pair => between(noun, pair)), ...movedDifference(noun, both, was, is)];
};
