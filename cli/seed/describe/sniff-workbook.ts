import { readFile } from 'node:fs/promises';
import { UnreadableFile } from '../unreadable-file.ts';
import { cellText } from '../workbook/cell-text.ts';
import { checkWorkbookSize, type Rows, readWorkbook } from '../workbook/read-workbook.ts';
import { guessSheet } from './guess-dialect.ts';
import type { Sniffed, WorkbookSheet } from './sniff-file.ts';
import type { FoundFile } from './walk-folder.ts';

/** A row's texts, without line breaks; none if all its cells are empty. */
const plainTexts = (row: Rows[number]): readonly string[] => {
  const texts = row.map(cell => (cellText(cell) ?? '').replaceAll(/\s+/g, ' '));
  return texts.every(text => text === '') ? [] : texts;
};

/** What the sheets of a workbook seem to be: those with data, each of which is a table. */
export const sniffWorkbook = async ({ key, path, bytes }: FoundFile): Promise<Sniffed> => {
  try {
    checkWorkbookSize(key, bytes);
    const all = await readWorkbook(key, await readFile(path));
    const sheets = all.flatMap(({ name, rows }, index) => {
      const guess = guessSheet(rows.slice(0, 500).map(plainTexts));
      return guess === undefined ? [] : [{ kind: 'sheet' as const, name, isFirst: index === 0, ...guess }];
    });
    if (sheets.length === 0) return { kind: 'empty' };
    const isNamed = sheets.length > 1 || !sheets.some(({ isFirst }) => isFirst);
    return {
      kind: 'workbook',
      sheets: sheets.map(
        ({ isFirst, name, ...sheet }): WorkbookSheet => (isNamed ? { ...sheet, sheet: name } : sheet),
      ),
    };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return { kind: 'other', why: `can't be read: ${error.problem.message}` };
  }
};
