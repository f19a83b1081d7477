import { count } from '../../lab/words/units.ts';
import { columns as besides } from './sections.ts';
import { type Cell, type Column, cellText, table, width } from './table.ts';

/** Each row as lines of their own, one per column: for answers that are wider than the terminal. */
export const expanded = (columns: readonly Column[], rows: readonly (readonly Cell[])[]): string => {
  const names = columns.map(({ name }) => cellText(name));
  if (rows.length === 0) return `Columns: ${names.join(', ')}`;
  return rows
    .flatMap((row, at) => [
      `── row ${count(at + 1)} ──`,
      ...besides(names.map((name, index) => [name, cellText(row[index] ?? null)] as const)),
    ])
    .join('\n');
};

/**
 * Rows as a table or, if that is wider than the terminal, expanded.
 * @param most columns of the terminal
 */
export const tableThatFits = (
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  most: number,
): string => {
  const text = table(columns, rows);
  return text.split('\n').some(line => width(line) > most) ? expanded(columns, rows) : text;
};
