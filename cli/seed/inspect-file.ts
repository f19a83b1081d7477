import type { TableDefinition } from '../../lab/definition.ts';
import { delimitedRows } from './delimited-rows.ts';
import { jsonLineRows } from './json-line-rows.ts';
import type { Inspector } from './measure-file.ts';
import { parquetFrame } from './parquet-frame.ts';
import { UnreadableFile } from './unreadable-file.ts';

const compressed = /\.(gz|bz2|zst|xz|zip|snappy|lz4|lzo|deflate)$/i;
const unpackers: Readonly<Record<string, string>> = {
  gz: 'gunzip',
  bz2: 'bunzip2',
  zst: 'unzstd',
  xz: 'unxz',
  zip: 'unzip',
};

/** The inspector for one file of a table. */
export const fileInspector = (file: string, table: TableDefinition): Inspector => {
  const { format } = table;
  if (format === 'parquet') return parquetFrame(file);
  const [, ending] = compressed.exec(file) ?? [];
  if (ending !== undefined) {
    const unpacker = unpackers[ending.toLowerCase()];
    throw new UnreadableFile(
      file,
      undefined,
      `compressed ${format} files can't be checked here. Unpack it${unpacker === undefined ? '' : `: ${unpacker}`}`,
    );
  }
  return format === 'jsonl' ? jsonLineRows(file) : delimitedRows(file, { ...table, format });
};
