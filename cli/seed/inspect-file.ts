import type { TableDefinition } from '../../lab/definition.ts';
import type { SourceFile } from './dataset-files.ts';
import { delimitedRows } from './delimited-rows.ts';
import { jsonLineRows } from './json-line-rows.ts';
import type { Inspector } from './measure-file.ts';
import { parquetRows } from './parquet/parquet-rows.ts';
import { UnreadableFile } from './unreadable-file.ts';

const compressed = /\.(gz|bz2|zst|xz|zip|snappy|lz4|lzo|deflate)$/i;

/** The inspector for one file of a table of text. */
const textInspector = (
  file: string,
  table: TableDefinition,
  format: Exclude<TableDefinition['format'], 'parquet'>,
): Inspector => {
  if (compressed.test(file))
    throw new UnreadableFile(file, undefined, `compressed ${format} files can't be checked here. Unpack it`);
  return format === 'jsonl' ? jsonLineRows(file) : delimitedRows(file, { ...table, format });
};

/** Makes the inspectors for a table's files. */
export const fileInspectors = async (
  files: readonly Pick<SourceFile, 'key' | 'path'>[],
  table: TableDefinition,
): Promise<(file: string) => Inspector> => {
  const { format } = table;
  if (format !== 'parquet') return file => textInspector(file, table, format);
  const rows = await parquetRows(files, table);
  return file => ({ take: () => undefined, end: () => rows.get(file) ?? 0 });
};
