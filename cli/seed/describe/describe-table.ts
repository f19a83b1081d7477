import type { Database } from '../duckdb/database.ts';
import { describeDelimited } from './describe-delimited.ts';
import { describeJson } from './describe-json.ts';
import { describeParquet } from './describe-parquet.ts';
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
    const encodings = files.map(({ sniffed }) => (sniffed.kind === 'parquet' ? undefined : sniffed.encoding));
    const encoding = encodings.find(each => each !== undefined);
    const delimiter = first.kind === 'delimited' ? first.delimiter : undefined;
    const text = await readableText(files, encoding, delimiter, scratch);
    return first.kind === 'delimited'
      ? describeDelimited(database, text, first, taken)
      : describeJson(database, text, first.kind, taken);
  };
  return { ...(await content()), partitionKeys };
};
