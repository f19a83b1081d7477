import type { Footer } from '../parquet/footer.ts';
import { columnTypeOf } from '../parquet/match-type.ts';
import { columnNames } from './legal-names.ts';
import type { ColumnDraft, ContentDraft } from './table-draft.ts';

/** The wider one of two types where one takes the other's values; undefined if neither does. */
const wider = (one: string, other: string): string | undefined => {
  if (one === other) return one;
  for (const order of [
    ['tinyint', 'smallint', 'int', 'bigint'],
    ['float', 'double'],
  ])
    if (order.includes(one) && order.includes(other))
      return order[Math.max(order.indexOf(one), order.indexOf(other))];
  return undefined;
};

/** Columns of all files by their names there, with a type that takes the values of all. */
const typesIn = (footers: readonly Footer[]): ReadonlyMap<string, string | undefined> => {
  const types = new Map<string, string | undefined>();
  for (const { columns } of footers)
    for (const column of columns) {
      const { name } = column.element;
      const type = columnTypeOf(column);
      const known = types.get(name);
      types.set(name, types.has(name) ? known && type && wider(known, type) : type);
    }
  return types;
};

/**
 * Describes a table of Parquet from its files' footers.
 * @param taken names of partition keys, whose values come from folders
 */
export const describeParquet = (footers: readonly Footer[], taken: ReadonlySet<string>): ContentDraft => {
  const types = [...typesIn(footers)];
  const own = types.filter(([name]) => !taken.has(name.toLowerCase()));
  const names = columnNames(own.map(([name]) => name));
  const columns = own.map(([given, type], index): ColumnDraft => {
    const name = names[index] ?? '';
    // Athena ignores case, and nothing else.
    return { name, ...(given.toLowerCase() === name ? {} : { from: given }), type: type ?? 'string' };
  });
  const untyped = own.filter(([, type]) => type === undefined).map(([name]) => name);
  const inFolders = types.filter(([name]) => taken.has(name.toLowerCase())).map(([name]) => name);
  return {
    written: { format: 'parquet' },
    columns,
    rows: footers.reduce((sum, { rows }) => sum + rows, 0),
    notes: [
      ...untyped.map(name => `${name} is text, because Athena has no type for what the files have there`),
      ...inFolders.map(name => `'${name}' in the files is left out: its values come from the folders`),
    ],
    converted: [],
  };
};
