import type { TableDefinition } from '../../lab/definition.ts';
import { databaseName, type Lab } from '../../lab/names.ts';

type Counted = Pick<TableDefinition, 'zone' | 'table' | 'columns' | 'partitionKeys'>;

/**
 * Counts that are added up in one pair of brackets, and columns that are counted in one SELECT. Athena's engine adds up
 * recursively, and compiles all aggregates of a SELECT into one class: on Trino 476, a chain of 1,000 counts fails with
 * STACK_OVERFLOW, and a SELECT with 3,000 with QUERY_EXCEEDED_COMPILER_LIMIT.
 */
const inBrackets = 50;
const inSelect = 500;

const cut = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));

/**
 * SELECTs that count a table's rows, as `n`, and the values of every column, so that the engine has to read them: a
 * `count(*)` alone opens no column, and answers even where files and columns do not fit together. It reads a counted
 * column's values whole, also inside of structs, arrays and maps: readStruct, readMap, readArray and readPrimitive in
 * https://github.com/trinodb/trino/blob/476/lib/trino-parquet/src/main/java/io/trino/parquet/reader/ParquetReader.java,
 * and for text LinePageSource, which takes each line to pieces. One SELECT, but for tables of more than 500 columns.
 */
export const countSelects = (lab: Lab, { zone, table, columns, partitionKeys }: Counted): string[] => {
  const counts = [...columns, ...partitionKeys].map(({ name }) => `count("${name}")`);
  return cut(counts, inSelect).map(some => {
    const filled = cut(some, inBrackets)
      .map(few => (few.length === some.length ? few.join(' + ') : `(${few.join(' + ')})`))
      .join(' + ');
    return `SELECT '${zone}.${table}' AS name, count(*) AS n, ${filled} AS filled FROM "${databaseName(lab, zone)}"."${table}"`;
  });
};
