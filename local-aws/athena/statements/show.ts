import type { ShowStatementContext } from 'dt-sql-parser/dist/lib/hive/HiveSqlParser.js';
import { databaseNames, isView, partitionKeysOf, partitionsOf, tablesOf } from './catalog.ts';
import { type Answer, lines, type StatementContext, type Work } from './context.ts';
import { partitionName } from './partitions.ts';
import { databasePattern, tablePattern } from './patterns.ts';
import { malformed, notSupported, taskFailed } from './refusals.ts';
import { requireDatabase, requireTable } from './required.ts';
import { showCreateTable } from './show-create.ts';
import { unescaped } from './tokens.ts';
import { nameOf, tableNameOf, textOf } from './tree.ts';

/** The SHOW statements that Athena answers from the catalog, apart from SHOW COLUMNS and those on one view. */
export const show = (tree: ShowStatementContext, context: StatementContext): Work => {
  const of = (run: () => Promise<Answer>): Work => ({ run });
  if (tree.KW_DATABASES() || tree.KW_SCHEMAS()) return of(() => databases(tree, context));
  if (tree.KW_TABLES() && !tree.KW_EXTENDED()) return of(() => tables(tree, context));
  if (tree.KW_VIEWS() && !tree.KW_MATERIALIZED()) return of(() => views(tree, context));
  if (tree.KW_PARTITIONS()) return of(() => partitions(tree, context));
  if (tree.KW_TBLPROPERTIES()) return of(() => tableProperties(tree, context));
  if (tree.KW_CREATE() && tree.KW_TABLE()) return of(() => showCreateTable(tree, context));
  throw notSupported(tree.getText());
};

/** The text of `LIKE '…'`; undefined: there is none. */
const patternOf = (
  identifier: ReturnType<ShowStatementContext['showStmtIdentifier']> | undefined,
): string | undefined => {
  const literal = identifier?.StringLiteral();
  return literal ? unescaped(literal.getText()) : (identifier?.id_()?.getText() ?? undefined);
};

const matching = (names: readonly string[], pattern: RegExp | undefined): readonly string[] =>
  pattern ? names.filter(name => pattern.test(name)) : names;

const databases = async (tree: ShowStatementContext, { glue }: StatementContext): Promise<Answer> => {
  const written = patternOf(tree.showStmtIdentifier());
  const pattern = written === undefined ? undefined : databasePattern(written);
  return lines(['database_name'], matching(await databaseNames(glue), pattern));
};

const tablesIn = async (tree: ShowStatementContext, { glue, database }: StatementContext) => {
  const name = tree._db_name ? nameOf(tree._db_name) : database.toLowerCase();
  await requireDatabase(glue, name);
  return tablesOf(glue, name);
};

const tables = async (tree: ShowStatementContext, context: StatementContext): Promise<Answer> => {
  const filter = tree._filter;
  if (filter?.KW_WHERE()) throw notSupported('SHOW TABLES WHERE');
  const written = patternOf(filter?.showStmtIdentifier());
  const pattern = written === undefined ? undefined : tablePattern(written);
  const names = (await tablesIn(tree, context)).map(({ Name = '' }) => Name);
  return lines(['tab_name'], matching(names, pattern));
};

const views = async (tree: ShowStatementContext, context: StatementContext): Promise<Answer> => {
  const written = patternOf(tree.showStmtIdentifier());
  const pattern = written === undefined ? undefined : tablePattern(written);
  const names = (await tablesIn(tree, context)).filter(isView).map(({ Name = '' }) => Name);
  return lines(['views'], matching(names, pattern), 'varchar');
};

const partitions = async (tree: ShowStatementContext, context: StatementContext): Promise<Answer> => {
  const tableName = tree._tabOrViewName?.tableName();
  if (!tableName) throw malformed('SHOW PARTITIONS needs the name of a table');
  if (tree.partitionSpec() || tree.whereClause() || tree.orderByClause() || tree.limitClause())
    throw notSupported('SHOW PARTITIONS with a condition');
  const name = tableNameOf(tableName, context);
  const table = await requireTable(context.glue, name);
  const keys = partitionKeysOf(table);
  if (keys.length === 0) throw taskFailed(`Table ${name.written} is not a partitioned table`);
  const found = await partitionsOf(context.glue, name);
  return lines(
    ['partition'],
    found.map(({ Values = [] }) => partitionName(keys, Values)),
  );
};

const tableProperties = async (tree: ShowStatementContext, context: StatementContext): Promise<Answer> => {
  const tableName = tree.tableName();
  if (!tableName) throw malformed('SHOW TBLPROPERTIES needs the name of a table');
  const name = tableNameOf(tableName, context);
  const { Parameters = {} } = await requireTable(context.glue, name);
  const only = textOf(tree._prptyName);
  const columns = ['prpt_name', 'prpt_value'];
  if (only === undefined)
    return lines(
      columns,
      Object.entries(Parameters).map(([key, value]) => `${key}\t${value}`),
    );
  const value = Parameters[only];
  return lines(columns, [value ?? `Table ${name.written} does not have property: ${only}`]);
};
