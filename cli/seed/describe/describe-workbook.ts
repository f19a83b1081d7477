import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../duckdb/database.ts';
import { cellText, quotedLine } from '../workbook/cell-text.ts';
import { readRows } from '../workbook/read-workbook.ts';
import { describeDelimited } from './describe-delimited.ts';
import type { WorkbookSheet } from './sniff-file.ts';
import type { ContentDraft } from './table-draft.ts';
import type { FoundFile } from './walk-folder.ts';

/** The rows of a sheet as separated values, without the header. */
const textCopy = async (
  { key, path }: FoundFile,
  { sheet, skipLines, header, fields }: WorkbookSheet,
  scratch: string,
): Promise<string> => {
  const rows = await readRows(key, await readFile(path), sheet);
  const lines = rows
    .slice(skipLines + (header ? 1 : 0))
    .map(row => fields.map((_, index) => cellText(row[index])))
    .filter(texts => texts.some(text => text !== undefined))
    .map(texts => `${quotedLine(texts)}\n`);
  const copy = join(await mkdtemp(join(scratch, 'sheet-')), 'text');
  await writeFile(copy, lines.join(''));
  return copy;
};

/**
 * Reads a sheet of all workbooks of a table, and types its columns.
 * @param scratch folder for copies of the sheets as text
 */
export const describeWorkbook = async (
  database: Database,
  files: readonly FoundFile[],
  sniffed: WorkbookSheet,
  taken: ReadonlySet<string>,
  scratch: string,
): Promise<ContentDraft> => {
  const { header, skipLines, sheet } = sniffed;
  const paths: string[] = [];
  for (const file of files) paths.push(await textCopy(file, sniffed, scratch));
  const text = { paths, encoding: undefined, isQuoted: true, notes: [] };
  const { written, ...draft } = await describeDelimited(
    database,
    text,
    { ...sniffed, kind: 'delimited', delimiter: ',', encoding: undefined, skipLines: 0 },
    taken,
    false,
  );
  const { format: _, header: __, quoted: ___, ...values } = written;
  return {
    ...draft,
    written: {
      format: 'xlsx',
      ...(sheet === undefined ? {} : { sheet }),
      header,
      ...(skipLines === 0 ? {} : { skipLines }),
      ...values,
    },
  };
};
