import { randomUUID } from 'node:crypto';
import type { Column, Table } from '@aws-sdk/client-glue';
import type {
  DescStatementContext,
  ExtColumnNameContext,
  ShowStatementContext,
} from 'dt-sql-parser/dist/lib/hive/HiveSqlParser.js';
import { findTable, isView } from './catalog.ts';
import { lines, type StatementContext, type Work } from './context.ts';
import { detailedInformation, thriftInformation } from './describe-details.ts';
import { commentOf, fromDeserializer } from './formats.ts';
import { missingTable } from './missing-table.ts';
import { requirePartition } from './partition-spec.ts';
import { entityNotFound, malformed, taskFailed } from './refusals.ts';
import { padded, row } from './rows.ts';
import { nameOf, partitionSpecOf, type TableName, tableNameOf } from './tree.ts';
import { fieldsOf, insideOf } from './types.ts';
import { viewDefinition } from './views.ts';

const titles = ['col_name', 'data_type', 'comment'];

const columnRow = (serde: string, { Name = '', Type = '', Comment }: Column): string =>
  row(padded(Name), padded(Type), padded(commentOf(serde, Comment) ?? '').split('\t')[0] ?? '');

/** Athena looks the table up before it starts DESCRIBE and SHOW COLUMNS. */
const described = async ({ glue }: StatementContext, name: TableName): Promise<Table> => {
  const table = await findTable(glue, name);
  if (table === undefined) throw entityNotFound(randomUUID(), await missingTable(glue, name));
  return table;
};

export const describe = async (tree: DescStatementContext, context: StatementContext): Promise<Work> => {
  const what = tree.tabPartColTypeExpr();
  const tableName = what?.tableOrView().tableName();
  if (!what || !tableName) throw malformed('DESCRIBE needs the name of a table');
  const name = tableNameOf(tableName, context);
  const table = await described(context, name);
  if (isView(table)) return describedView(table);
  const partition = what.partitionSpec();
  const column = what.extColumnName();
  return {
    run: async () => {
      if (partition) await requirePartition(context, name, table, partitionSpecOf(partition));
      if (column) return lines(titles, oneColumn(table, column));
      return lines(titles, [
        ...tableRows(table),
        ...(tree.KW_FORMATTED() ? detailedInformation(table) : []),
        ...(tree.KW_EXTENDED() ? thriftInformation(table) : []),
      ]);
    },
  };
};

const tableRows = ({ StorageDescriptor, PartitionKeys = [] }: Table): readonly string[] => {
  const serde = StorageDescriptor?.SerdeInfo?.SerializationLibrary ?? '';
  const keys = PartitionKeys.map(key => columnRow('', key));
  const columns = (StorageDescriptor?.Columns ?? []).map(column => columnRow(serde, column));
  if (keys.length === 0) return columns;
  return [
    ...columns,
    ...keys,
    row(''),
    row('# Partition Information'),
    row(`# ${padded('col_name')}`, padded('data_type'), padded('comment')),
    row(''),
    ...keys,
  ];
};

/** `DESCRIBE t c`, `DESCRIBE t c.field`, `DESCRIBE t c.$elem$`: the fields of a struct, or the one column. */
const oneColumn = (
  { StorageDescriptor, PartitionKeys = [] }: Table,
  tree: ExtColumnNameContext,
): readonly string[] => {
  const [first = '', ...path] = tree.getText().toLowerCase().replaceAll('`', '').split('.');
  const all = [...(StorageDescriptor?.Columns ?? []), ...PartitionKeys];
  const column = all.find(({ Name }) => Name === first);
  let type = column?.Type;
  for (const step of path) type = type && insideOf(type, step);
  if (type === undefined)
    throw taskFailed(
      `cannot find field ${[first, ...path].join('.')} from [${all.map(({ Name }, at) => `${at}:${Name}`).join(', ')}]`,
    );
  const fields = path.length > 0 ? fieldsOf(type) : undefined;
  const name = path.at(-1) ?? first;
  return (fields ?? [[name, type] as const]).map(([field, fieldType]) =>
    row(padded(field), padded(fieldType), padded(fromDeserializer)),
  );
};

/** A view's columns have Trino's types, and nothing is filled up. Measured. */
const describedView = (view: Table): Work => {
  const columns =
    viewDefinition(view)?.columns ??
    (view.StorageDescriptor?.Columns ?? []).map(({ Name = '', Type = '' }) => ({ name: Name, type: Type }));
  return {
    substatement: 'DESC_VIEW',
    run: async () =>
      lines(
        ['column', 'type'],
        columns.map(({ name, type }) => `${name}\t${type}`),
        'varchar',
      ),
  };
};

export const showColumns = async (tree: ShowStatementContext, context: StatementContext): Promise<Work> => {
  const tableName = tree.tableOrView()?.tableName();
  if (!tableName) throw malformed('SHOW COLUMNS needs the name of a table');
  if (tree.KW_LIKE() || tree.showStmtIdentifier() || tree.KW_SORTED())
    // https://docs.aws.amazon.com/athena/latest/ug/show-columns.html
    throw malformed('SHOW COLUMNS takes no pattern');
  const database = tree._db_name ? nameOf(tree._db_name) : context.database;
  const table = await described(context, tableNameOf(tableName, { database }));
  if (isView(table)) return describedView(table);
  const columns = [...(table.StorageDescriptor?.Columns ?? []), ...(table.PartitionKeys ?? [])];
  return {
    run: async () =>
      lines(
        ['field'],
        columns.map(({ Name = '' }) => padded(Name)),
      ),
  };
};
