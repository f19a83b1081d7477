import { sqlName, sqlText } from './database.ts';

/** How a file of separated values in UTF-8 is written. */
export interface Dialect {
  /** One character. */
  readonly delimiter: string;
  /** Whether fields may be in double quotes, which are doubled inside. */
  readonly quoted: boolean;
  readonly header: boolean;
  /** Lines above the header, or above the first row. */
  readonly skipLines?: number | undefined;
  /** Leaves out rows that are not like the others, instead of failing at them. */
  readonly lenient?: boolean;
}

/** DuckDB's default: a longer record needs a larger buffer. */
const usualRecordBytes = 2_000_000;

/** Names of files may have what is a pattern for DuckDB. */
export const sqlPath = (path: string): string => sqlText(path.replaceAll(/[[\]*?]/g, '[$&]'));

const list = (items: readonly string[]): string => `[${items.join(', ')}]`;

/**
 * The relation that reads such files as text, in their order: an empty field is NULL, and one in quotes is empty text.
 * DuckDB reads neither mixed line ends nor line breaks in a header, and does not always tell: check the files first.
 * Names that end in .gz are unpacked.
 *
 * @param columns names of the columns, which are VARCHAR
 * @param longestRecord in bytes
 */
export const textRelation = (
  paths: readonly string[],
  columns: readonly string[],
  { delimiter, quoted, header, skipLines = 0, lenient = false }: Dialect,
  longestRecord = usualRecordBytes,
): string => {
  const quote = quoted ? '"' : '';
  const most = Math.max(usualRecordBytes, longestRecord);
  return `read_csv(${[
    list(paths.map(sqlPath)),
    'auto_detect = false',
    `columns = {${columns.map(name => `${sqlName(name)}: 'VARCHAR'`).join(', ')}}`,
    `delim = ${sqlText(delimiter)}`,
    `quote = ${sqlText(quote)}`,
    `escape = ${sqlText(quote)}`,
    `header = ${header}`,
    `skip = ${skipLines}`,
    'allow_quoted_nulls = false',
    'null_padding = false',
    'hive_partitioning = false',
    `ignore_errors = ${lenient}`,
    `max_line_size = ${most}`,
    // The default is 16 times the longest line, for each thread.
    `buffer_size = ${Math.max(16 * usualRecordBytes, 2 * most)}`,
  ].join(', ')})`;
};
