import type { TableDefinition } from '../../lab/definition.ts';
import { databaseName, type Lab } from '../../lab/names.ts';
import type { FirstRows } from '../../page/first-rows.ts';

/** A table, as far as its first rows go. */
export type Shown = Pick<TableDefinition, 'zone' | 'table' | 'columns' | 'partitionKeys'>;

/** What a query needs of a column. */
type Named = Pick<TableDefinition['columns'][number], 'name' | 'type'>;

/** `sor.tbl_x` */
export const keyOf = ({ zone, table }: Pick<Shown, 'zone' | 'table'>): string => `${zone}.${table}`;

/** Rows of a table, its columns, and characters of a cell that a page shows. Athena's engine makes lists of up to 254. */
const rows = 5;
const mostColumns = 50;
const longestCell = 200;

/** Tables whose first rows a page shows: the definition's first ones. */
export const mostTables = 40;

export const columnsOf = ({ columns, partitionKeys }: Shown): readonly Named[] =>
  [...columns, ...partitionKeys].slice(0, mostColumns);

/**
 * What Athena's engine can't write as JSON, alone or inside of a list or struct: bytes, texts of fixed length, and maps by
 * anything but text, numbers and booleans: https://trino.io/docs/476/functions/json.html#cast-to-json
 */
const notInJson =
  /\b(binary|char\b|map<(?!(string|varchar|tinyint|smallint|int|integer|bigint|boolean|float|double|decimal)\b))/;

/** A column as text: numbers with a point as people write them (a cast says `1.05E1`), lists and structs as JSON. */
const textOf = ({ name, type }: Named): string => {
  const column = `"${name}"`;
  if (/^(array|map|struct)</.test(type))
    return notInJson.test(type) ? "'…'" : `json_format(CAST(${column} AS JSON))`;
  if (/^(double|float)$/.test(type)) return `json_format(CAST(${column} AS JSON))`;
  return type === 'binary' ? `to_hex(${column})` : `CAST(${column} AS VARCHAR)`;
};

/** One query for the first rows of tables: for each row, its table, and its cells as a list. */
export const firstRowsQuery = (lab: Lab, tables: readonly Shown[]): string =>
  tables
    .map(table => {
      const cells = columnsOf(table).map(column => `substr(${textOf(column)}, 1, ${longestCell})`);
      return `(SELECT '${keyOf(table)}' AS name, CAST(ARRAY[${cells.join(', ')}] AS JSON) AS cells FROM "${databaseName(lab, table.zone)}"."${table.table}" LIMIT ${rows})`;
    })
    .join('\nUNION ALL\n');

/** The answer to that query, by table; a table without rows has none. */
export const firstRowsOf = (
  tables: readonly Shown[],
  actual: readonly (readonly (string | null)[])[],
): FirstRows =>
  Object.fromEntries(
    tables.map(table => {
      const own = actual.flatMap(([name, cells]) =>
        name === keyOf(table) ? [JSON.parse(cells ?? '[]')] : [],
      );
      return [keyOf(table), { columns: columnsOf(table), rows: own, total: own.length }] as const;
    }),
  );
