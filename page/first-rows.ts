import { isRecord, isText } from '../lab/json-of.ts';
import type { Answer, CatalogTable } from './model.ts';

/** First rows by table: `sor.tbl_x`. */
export type FirstRows = Readonly<Record<string, Answer>>;

const isCell = (value: unknown): value is string | null => value === null || isText(value);

const isColumn = (value: unknown): value is Answer['columns'][number] =>
  isRecord(value) && isText(value.name) && isText(value.type);

const isAnswer = (value: unknown): value is Answer =>
  isRecord(value) &&
  Array.isArray(value.columns) &&
  value.columns.every(isColumn) &&
  Array.isArray(value.rows) &&
  value.rows.every(row => Array.isArray(row) && row.every(isCell)) &&
  typeof value.total === 'number';

/** First rows as a run has kept them; what can't be understood is left out. */
export const firstRowsIn = (document: unknown): FirstRows =>
  isRecord(document)
    ? Object.fromEntries(
        Object.entries(document).flatMap(([key, value]) => (isAnswer(value) ? [[key, value] as const] : [])),
      )
    : {};

/** Tables with their first rows, where there are any. */
export const tablesWith = (firstRows: FirstRows, tables: readonly CatalogTable[]): readonly CatalogTable[] =>
  tables.map(table => {
    const rows = firstRows[table.key];
    return rows === undefined ? table : { ...table, firstRows: rows };
  });
