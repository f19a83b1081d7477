import { glueClient } from '../clients.ts';
import type { Answer, Context } from '../command.ts';
import { deployedStack } from '../deploy/deployed-stack.ts';
import { latestReport } from '../follow/report.ts';
import { chosen } from '../list/choose.ts';
import { type ListedTable, listTables, partitionsOf } from '../list/tables.ts';
import { commandFor } from '../render/next.ts';
import { tablePage, tablesPage } from '../render/tables-page.ts';
import { openSession, within } from '../session.ts';

const documentOf = (table: ListedTable) => ({
  ...table,
  rows: table.rows ?? null,
  provenAt: table.provenAt ?? null,
  files: table.files ?? null,
  bytes: table.bytes ?? null,
});

/** With and without its zone or database. */
const namesOf = ({ zone, table, name }: ListedTable): readonly string[] => [`${zone}.${table}`, table, name];

const withoutReport =
  'Rows and sizes come from the report of the last rebuild: there is none, or you may not read it.';

/**
 * Lists the tables in the lab's databases, or shows one.
 * @throws NoSuchLab; UsageError for a table that is not there
 */
export const tables = async ({ target }: Context, given: string | undefined): Promise<Answer> => {
  const session = await openSession(target);
  return within(session, async () => {
    const { lab } = session;
    const glue = glueClient(session);
    const { report } = await latestReport(session);
    const found = await listTables(glue, lab, report);
    // Perhaps there is no such lab.
    if (found.length === 0) await deployedStack(session);
    if (given !== undefined) {
      const one = chosen('table', given, found, namesOf);
      const partitions = one.partitionKeys.length === 0 ? [] : await partitionsOf(glue, lab, one);
      return { document: { ...documentOf(one), partitions }, text: tablePage(one, partitions) };
    }
    const page =
      found.length === 0
        ? `Lab ${lab.name} has no tables. Build them with \`${commandFor(session, 'rebuild')}\`.`
        : tablesPage(found);
    return {
      document: { lab: lab.name, tables: found.map(documentOf) },
      text: report === undefined && found.length > 0 ? `${page}\n\n${withoutReport}` : page,
    };
  });
};
