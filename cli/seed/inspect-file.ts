import type { TableDefinition } from '../../lab/definition.ts';
import { delimitedRows } from './delimited-rows.ts';
import { JsonColumns } from './json-columns.ts';
import { jsonLineRows } from './json-line-rows.ts';
import type { Inspector } from './measure-file.ts';
import { parquetFrame } from './parquet-frame.ts';
import { UnreadableFile } from './unreadable-file.ts';

const compressed = /\.(gz|bz2|zst|xz|zip|snappy|lz4|lzo|deflate)$/i;

/**
 * The inspector for one file of a table.
 * @param jsonColumns shared by all files of the table, so that it can say what holds for all of them
 */
export const fileInspector = (
  file: string,
  table: TableDefinition,
  jsonColumns = new JsonColumns(table),
): Inspector => {
  const { format } = table;
  if (format === 'parquet') return parquetFrame(file);
  if (compressed.test(file))
    throw new UnreadableFile(file, undefined, `compressed ${format} files can't be checked here. Unpack it`);
  return format === 'jsonl' ? jsonLineRows(file, jsonColumns) : delimitedRows(file, { ...table, format });
};
