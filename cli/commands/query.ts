import { counted } from '../../lab/words/units.ts';
import type { Answer, Context } from '../command.ts';
import { UsageError } from '../errors.ts';
import { csv } from '../query/csv.ts';
import { type Rows, runQuery } from '../query/run-query.ts';
import { expanded, tableThatFits } from '../render/expanded.ts';
import { outputColumns } from '../render/output-columns.ts';
import { openSession, within } from '../session.ts';

export interface QueryOptions {
  /** Each row as lines of their own, also where a table would fit. */
  readonly expanded?: boolean;
  /** Only the rows, as CSV. */
  readonly csv?: boolean;
  /** Whether the answer is to be one JSON document. */
  readonly json?: boolean;
}

/** @throws UsageError */
const check = (sql: string, { csv: isCsv, expanded: isExpanded, json }: QueryOptions): void => {
  if (sql.trim() === '')
    throw new UsageError('The query is empty. Write it in quotes: npx daybreak query "select 1".');
  const forms = [isCsv === true && '--csv', isExpanded === true && '--expanded', json === true && '--json'];
  const given = forms.filter(form => form !== false);
  if (given.length > 1) throw new UsageError(`${given.join(' and ')} exclude each other: give one.`);
};

/** The rows, as a command's answer. */
export const queryAnswer = (
  { columns, rows }: Rows,
  options: QueryOptions,
  most = outputColumns(),
): Answer => {
  const document = { columns, rows };
  if (options.csv === true) return { document, text: '', data: csv(columns, rows) };
  if (columns.length === 0) return { document, text: 'Done.' };
  const shown = options.expanded === true ? expanded(columns, rows) : tableThatFits(columns, rows, most);
  return { document, text: `${shown}\n${counted(rows.length, 'row')}` };
};

/**
 * Runs an Athena query in the lab's workgroup; table names without a database refer to `sor`.
 * @throws UsageError for an empty query, and for two forms of output; Failed with Athena's reason
 */
export const query = async (
  { target, interrupt }: Context,
  sql: string,
  options: QueryOptions,
): Promise<Answer> => {
  check(sql, options);
  interrupt.means('You pressed Ctrl-C. The query was stopped.');
  const session = await openSession(target);
  return within(session, async () => queryAnswer(await runQuery(session, sql, interrupt), options));
};
