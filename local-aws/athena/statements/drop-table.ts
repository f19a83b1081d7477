import { DeleteTableCommand } from '@aws-sdk/client-glue';
import type { DropTableStatementContext } from 'dt-sql-parser/dist/lib/hive/HiveSqlParser.js';
import { findTable, isView } from './catalog.ts';
import { change, type StatementContext, type Work } from './context.ts';
import { taskFailed } from './refusals.ts';
import { requireTable } from './required.ts';
import { tableNameOf } from './tree.ts';

/** The files stay: https://docs.aws.amazon.com/athena/latest/ug/drop-table.html */
export const dropTable = (tree: DropTableStatementContext, context: StatementContext): Work => {
  const name = tableNameOf(tree.tableName(), context);
  return change(async () => {
    if (tree.ifExists() && (await findTable(context.glue, name)) === undefined) return;
    const table = await requireTable(context.glue, name);
    if (isView(table)) throw taskFailed('Cannot drop a view with DROP TABLE');
    await context.glue.send(new DeleteTableCommand({ DatabaseName: name.database, Name: name.table }));
  });
};
