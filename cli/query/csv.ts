import { stringify } from 'csv-stringify/sync';
import type { Cell, Column } from '../render/table.ts';

/**
 * Rows as RFC 4180 has them (https://www.rfc-editor.org/rfc/rfc4180): a header, CRLF, quotes where they are needed. NULL
 * is an empty field and an empty text is `""`, as PostgreSQL's COPY has them. Values are not altered: one that begins
 * with `=` is data here, whatever a spreadsheet makes of it.
 */
export const csv = (columns: readonly Column[], rows: readonly (readonly Cell[])[]): string =>
  stringify([columns.map(({ name }) => name), ...rows.map(row => [...row])], {
    record_delimiter: 'windows',
    // A lone end of line would otherwise only be quoted if it were the delimiter.
    quoted_match: /^$|[\r\n]/,
  });
