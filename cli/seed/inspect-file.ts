import type { TableDefinition } from '../../lab/definition.ts';
import type { SourceDataset } from '../../lab/source-definition.ts';
import type { SourceFile } from './dataset-files.ts';
import { delimitedRows } from './delimited-rows.ts';
import type { FileProblems } from './file-problems.ts';
import { gunzipped } from './gunzipped.ts';
import type { JsonColumns } from './json-columns.ts';
import { jsonLineRows } from './json-line-rows.ts';
import type { Inspector } from './measure-file.ts';
import { parquetRows } from './parquet/parquet-rows.ts';
import type { Problems } from './problems.ts';
import type { TableHeaders } from './table-headers.ts';
import { UnreadableFile } from './unreadable-file.ts';

/**
 * Athena reads text in files whose names end so; we unpack only gzip. It reads no archives of several files.
 * https://docs.aws.amazon.com/athena/latest/ug/compression-formats.html
 */
const compressed = /\.(tar\.gz|tgz|gz|bz2|zst|xz|zip|snappy|lz4|lzo|deflate)$/i;
const unpackers: Readonly<Record<string, string>> = {
  'tar.gz': 'tar -xzf',
  tgz: 'tar -xzf',
  gz: 'gunzip',
  bz2: 'bunzip2',
  zst: 'unzstd',
  xz: 'unxz',
  zip: 'unzip',
};

type Formatted = Pick<SourceDataset, 'format'>;

/** How the name of a text file says that it is compressed; the engine tells upper from lower case. */
const compressionOf = (file: string, { format }: Formatted): string | undefined =>
  format === 'parquet' || format === 'xlsx' ? undefined : compressed.exec(file)?.[1];

/** What to inspect of a file of a table: what is in it where it is compressed, otherwise the file as it is. */
export const contentOf = (file: string, table: Formatted) =>
  compressionOf(file, table) === 'gz' ? gunzipped(file) : undefined;

/** @throws UnreadableFile if a file's name says that it is compressed in a way that we don't unpack */
export const checkCompression = (file: string, table: Formatted): void => {
  const compression = compressionOf(file, table);
  if (compression === undefined || compression === 'gz') return;
  const unpacker = unpackers[compression.toLowerCase()];
  throw new UnreadableFile(
    file,
    undefined,
    `${table.format} files can only be compressed with gzip (.gz). Unpack it${unpacker === undefined ? '' : `: ${unpacker}`}`,
  );
};

/** What a table's files share, so that it can be said what holds for all of them. */
interface SharedByFiles {
  readonly jsonColumns: JsonColumns;
  readonly headers: TableHeaders;
}

/** The inspector for the content of one file of a table of text. */
const textInspector = (
  problems: FileProblems,
  table: TableDefinition,
  format: Exclude<TableDefinition['format'], 'parquet'>,
  { jsonColumns, headers }: SharedByFiles,
): Inspector => {
  checkCompression(problems.file, table);
  return format === 'jsonl'
    ? jsonLineRows(problems, jsonColumns)
    : delimitedRows(problems, { ...table, format }, headers);
};

/**
 * Makes the inspectors for the contents of a table's files.
 * @param problems collects what is wrong with files that are not read as text
 */
export const fileInspectors = async (
  files: readonly Pick<SourceFile, 'key' | 'path'>[],
  table: TableDefinition,
  problems: Problems,
  shared: SharedByFiles,
): Promise<(problems: FileProblems) => Inspector> => {
  const { format } = table;
  if (format !== 'parquet') return found => textInspector(found, table, format, shared);
  const rows = await parquetRows(files, table, problems);
  return ({ file }) => ({ take: () => undefined, end: () => rows.get(file) ?? 0 });
};
