import {
  GetWorkGroupCommand,
  paginateGetQueryResults,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { databaseName, workgroupName } from '../../lab/names.ts';
import { isNamed } from '../../reconcile/aws-errors.ts';
import { queryEnd } from '../../reconcile/query-end.ts';
import { Failed, Interrupted } from '../errors.ts';
import { noSuchLab } from '../follow/runs.ts';
import type { Interrupt } from '../interrupt.ts';
import type { Cell, Column } from '../render/table.ts';
import type { Session } from '../session.ts';

export interface Rows {
  readonly columns: readonly Column[];
  /** Text as Athena returns it; null for NULL. */
  readonly rows: readonly (readonly Cell[])[];
}

/** @throws NoSuchLab */
const checkWorkgroup = async (session: Session): Promise<void> => {
  try {
    await session.athena.send(new GetWorkGroupCommand({ WorkGroup: workgroupName(session.lab) }));
  } catch (error) {
    if (isNamed(error, 'InvalidRequestException')) throw noSuchLab(session);
    throw error;
  }
};

const waitForEnd = async (
  { athena }: Session,
  QueryExecutionId: string,
  interrupt: Interrupt,
): Promise<void> => {
  const { state, reason = 'no reason given' } = await queryEnd(athena, QueryExecutionId, milliseconds =>
    interrupt.sleep(milliseconds),
  );
  if (state !== 'SUCCEEDED')
    throw new Failed(`Athena ${state === 'FAILED' ? 'refused' : 'cancelled'} the query: ${reason}`);
};

const readRows = async ({ athena }: Session, QueryExecutionId: string): Promise<Rows> => {
  let columns: readonly Column[] = [];
  const rows: Cell[][] = [];
  for await (const { ResultSet } of paginateGetQueryResults({ client: athena }, { QueryExecutionId })) {
    const info = ResultSet?.ResultSetMetadata?.ColumnInfo ?? [];
    if (columns.length === 0)
      columns = info.map(({ Name = '', Label, Type = 'varchar' }) => ({ name: Label || Name, type: Type }));
    for (const { Data = [] } of ResultSet?.Rows ?? []) rows.push(Data.map(cell => cell.VarCharValue ?? null));
  }
  // A SELECT's first row repeats the column names; a SHOW's or DESCRIBE's doesn't.
  const [first] = rows;
  const isHeader =
    first !== undefined && columns.length > 0 && columns.every(({ name }, index) => first[index] === name);
  return { columns, rows: isHeader ? rows.slice(1) : rows };
};

/**
 * Runs one query in the lab's workgroup and reads all its rows. Ctrl-C also stops the query.
 * @throws NoSuchLab; Failed with Athena's reason; Interrupted
 */
export const runQuery = async (session: Session, sql: string, interrupt: Interrupt): Promise<Rows> => {
  const { athena, lab } = session;
  await checkWorkgroup(session);
  interrupt.check();
  let started: string | undefined;
  try {
    ({ QueryExecutionId: started } = await athena.send(
      new StartQueryExecutionCommand({
        QueryString: sql,
        WorkGroup: workgroupName(lab),
        QueryExecutionContext: { Database: databaseName(lab, 'sor') },
      }),
    ));
  } catch (error) {
    if (isNamed(error, 'InvalidRequestException'))
      throw new Failed(`Athena refused the query: ${error.message}`);
    throw error;
  }
  if (started === undefined) throw new Failed('Athena started the query but did not return its id.');
  try {
    await waitForEnd(session, started, interrupt);
  } catch (error) {
    if (error instanceof Interrupted)
      await athena.send(new StopQueryExecutionCommand({ QueryExecutionId: started }));
    throw error;
  }
  return readRows(session, started);
};
