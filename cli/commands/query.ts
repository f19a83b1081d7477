import { counted } from '../../lab/words/units.ts';
import type { Answer, Context } from '../command.ts';
import { UsageError } from '../errors.ts';
import { runQuery } from '../query/run-query.ts';
import { table } from '../render/table.ts';
import { openSession, within } from '../session.ts';

/**
 * Runs an Athena query in the lab's workgroup; table names without a database refer to `sor`.
 * @throws UsageError for an empty query; Failed with Athena's reason
 */
export const query = async ({ target, interrupt }: Context, sql: string): Promise<Answer> => {
  if (sql.trim() === '')
    throw new UsageError('The query is empty. Write it in quotes: daybreak query "select 1".');
  interrupt.means('Interrupted. The query was stopped.');
  const session = await openSession(target);
  return within(session, async () => {
    const { columns, rows } = await runQuery(session, sql, interrupt);
    const text = columns.length === 0 ? 'Done.' : `${table(columns, rows)}\n${counted(rows.length, 'row')}`;
    return { document: { columns, rows }, text };
  });
};
