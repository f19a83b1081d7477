import stringWidth from 'string-width';
import { isNumericType } from '../../lab/numeric-type.ts';
import { visible, visibleInLine } from '../../lab/visible.ts';

export type Cell = string | null;

export interface Column {
  readonly name: string;
  /** As Athena names it: `varchar`, `bigint` … */
  readonly type: string;
}

/**
 * Columns that a text takes on a terminal once control characters are visible. A combining accent takes none.
 */
export const width = (text: string): number => stringWidth(visible(text));

/** A cell on one line, whatever is in it. */
export const cellText = (cell: Cell): string => (cell === null ? 'NULL' : visibleInLine(cell));

/** Rows as aligned text: numbers to the right, `NULL` for null, nothing for an empty string. */
export const table = (columns: readonly Column[], rows: readonly (readonly Cell[])[]): string => {
  const header = columns.map(({ name }) => cellText(name));
  const body = rows.map(row => columns.map((_, index) => cellText(row[index] ?? null)));
  const widths = header.map((name, index) =>
    body.reduce((widest, row) => Math.max(widest, width(row[index] ?? '')), width(name)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => {
        const padding = ' '.repeat((widths[index] ?? 0) - width(cell));
        return isNumericType(columns[index]?.type ?? '') ? padding + cell : cell + padding;
      })
      .join('  ')
      .trimEnd();
  return [line(header), widths.map(size => '─'.repeat(size)).join('  '), ...body.map(line)].join('\n');
};
