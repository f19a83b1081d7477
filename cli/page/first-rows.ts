import { inParallel } from '../../lab/in-parallel.ts';
import { databaseName, tableOf } from '../../lab/names.ts';
import type { Answer, CatalogTable } from '../../page/model.ts';
import { Failed } from '../errors.ts';
import type { Interrupt } from '../interrupt.ts';
import { type Rows, runQuery } from '../query/run-query.ts';
import type { Session } from '../session.ts';

/** Rows that a page shows of an answer: more is for a file. */
const shown = 500;

/** An answer as a page has room for it. */
export const answerOf = ({ columns, rows }: Rows): Answer => ({
  columns,
  rows: rows.slice(0, shown),
  total: rows.length,
});

/** The query for the first rows of `sor.tbl_x`; undefined for a name that no table has. */
export const firstRowsQuery = ({ lab }: Session, key: string): string | undefined => {
  const found = tableOf(key);
  return found === undefined
    ? undefined
    : `select * from ${databaseName(lab, found.zone)}."${found.table.replaceAll('"', '""')}" limit 5`;
};

/** More tables than a person opens: beyond them a page would take minutes. */
const mostTables = 40;

const withRows = async (
  session: Session,
  interrupt: Interrupt,
  table: CatalogTable,
): Promise<CatalogTable> => {
  const sql = firstRowsQuery(session, table.key);
  if (sql === undefined) return table;
  try {
    return { ...table, firstRows: answerOf(await runQuery(session, sql, interrupt)) };
  } catch (error) {
    // A table that nobody can query is shown without rows: the report says what is wrong with it.
    if (error instanceof Failed) return table;
    throw error;
  }
};

/** Tables with their first rows, one query each. For the local AWS, where queries cost nothing. */
export const withFirstRows = async (
  session: Session,
  tables: readonly CatalogTable[],
  interrupt: Interrupt,
): Promise<readonly CatalogTable[]> => [
  ...(await inParallel(2, tables.slice(0, mostTables), table => withRows(session, interrupt, table))),
  ...tables.slice(mostTables),
];
