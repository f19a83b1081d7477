import type { SourceDataset } from '../../../lab/source-definition.ts';
import { textRelation } from '../duckdb/text-relation.ts';
import { checkCompression, contentOf } from '../inspect-file.ts';
import { measureFile } from '../measure-file.ts';
import { type DelimitedTable, delimiterOf } from '../table-dialect.ts';
import { TableHeaders } from '../table-headers.ts';
import { decoded, isUtf8Label } from './decoded.ts';
import { placeColumns } from './parquet-writer.ts';
import { Records } from './records.ts';
import type { Stage } from './stage.ts';

type Chunks = AsyncIterable<Buffer>;

/** What is in a file, as UTF-8. */
const textOf = (file: string, table: Pick<SourceDataset, 'format' | 'encoding'>) => {
  const unpack = contentOf(file, table) ?? ((chunks: Chunks) => chunks);
  const { encoding } = table;
  if (encoding === undefined || isUtf8Label(encoding)) return unpack;
  const decode = decoded(file, encoding);
  return (chunks: Chunks) => decode(unpack(chunks));
};

/** Stages csv and tsv files: their records as they are, without headers. */
export const delimitedStage = (source: SourceDataset, format: DelimitedTable['format']): Stage => {
  const table: DelimitedTable = { ...source, format };
  const delimiter = delimiterOf(table);
  const headers = new TableHeaders();
  const names = [...placeColumns, ...table.columns.map(({ name }) => name)];
  return {
    async read(file, number, found, rows, onRead) {
      checkCompression(file.key, table);
      const records = new Records(found, table, headers, (buffer, start, end, line) =>
        rows.write(`${number}${delimiter}${line}${delimiter}`, buffer, start, end),
      );
      const inspector = {
        take: (chunk: Buffer) => {
          records.take(chunk);
          return rows.convertFull();
        },
        end: () => records.end(),
      };
      return measureFile(file, inspector, textOf(file.key, table), onRead);
    },
    relation: ({ path, longest }) =>
      textRelation([path], names, { delimiter, quoted: table.quoted === true, header: false }, longest),
    warnings: () => headers.warnings(),
  };
};
