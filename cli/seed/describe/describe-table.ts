import type { Database } from '../duckdb/database.ts';
import { describeDelimited } from './describe-delimited.ts';
import { describeParquet } from './describe-parquet.ts';
import { describeWorkbook } from './describe-workbook.ts';
import type { FileGroup } from './group-files.ts';
import { describeKeys, type KeyDraft } from './partition-keys.ts';
import { readableText } from './readable-text.ts';
import type { ContentDraft } from './table-draft.ts';

export interface TableDescription extends ContentDraft {
  readonly partitionKeys: readonly KeyDraft[];
}

/**
 * Reads all files of a table.
 * @param scratch folder for copies of files that the database could not read
 * @throws UnreadableFile, or an error of the database
 */
export const describeTable = async (
  database: Database,
  group: FileGroup,
  scratch: string,
): Promise<TableDescription> => {
  const { files } = group;
  const partitionKeys = describeKeys(group);
  const taken = new Set(partitionKeys.map(({ name }) => name));
  const [{ sniffed: first }] = files;
  const content = async (): Promise<ContentDraft> => {
    if (first.kind === 'parquet')
      return describeParquet(
        files.flatMap(({ sniffed }) => (sniffed.kind === 'parquet' ? [sniffed.footer] : [])),
        taken,
      );
    if (first.kind === 'sheet') return describeWorkbook(database, files, first, taken, scratch);
    const encodings = files.map(({ sniffed }) => ('encoding' in sniffed ? sniffed.encoding : undefined));
    const encoding = encodings.find(each => each !== undefined);
    const delimiter = first.kind === 'delimited' ? first.delimiter : undefined;
    const text = await readableText(files, encoding, delimiter, scratch);
    if (first.kind === 'delimited') return describeDelimited(database, text, first, taken);
    // It knows DuckDB's types, and so loads DuckDB.
    const { describeJson } = await import('./describe-json.ts');
    return describeJson(database, text, first.kind, taken);
  };
  return { ...(await content()), partitionKeys };
};
