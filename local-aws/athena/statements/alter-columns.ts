import type { Column } from '@aws-sdk/client-glue';
import type { AlterTblPartitionStatementSuffixContext } from 'dt-sql-parser/dist/lib/hive/HiveSqlParser.js';
import { requireTableToAlter, updatePartition, updateTable } from './altering.ts';
import { checkColumns } from './columns.ts';
import type { StatementContext } from './context.ts';
import { requirePartition, type Spec } from './partition-spec.ts';
import { taskFailed } from './refusals.ts';
import { nameOf, type TableName, textOf, typeOf } from './tree.ts';

export const changeColumns = async (
  context: StatementContext,
  name: TableName,
  spec: Spec | undefined,
  changed: (before: readonly Column[]) => Column[],
): Promise<void> => {
  const table = await requireTableToAlter(context, name);
  const place = spec && (await requirePartition(context, name, table, spec));
  const storage = (place ?? table).StorageDescriptor;
  const before = storage?.Columns ?? [];
  const Columns = changed(before);
  refuseNewDates(before, Columns);
  checkColumns(Columns, table.PartitionKeys ?? []);
  const StorageDescriptor = { ...storage, Columns };
  if (place) await updatePartition(context, name, place, StorageDescriptor);
  else await updateTable(context, name, table, { StorageDescriptor });
};

/** https://docs.aws.amazon.com/athena/latest/ug/alter-table-add-columns.html names the fault and the way round it. */
const refuseNewDates = (before: readonly Column[], after: readonly Column[]): void => {
  const date = after.find(
    ({ Name, Type }) => Type === 'date' && !before.some(column => column.Name === Name),
  );
  if (date === undefined) return;
  const types = after.map(({ Type = '' }) => Type).join(':');
  const at = after
    .slice(0, after.indexOf(date))
    .map(({ Type = '' }) => `${Type}:`)
    .join('').length;
  throw taskFailed(`Error: type expected at the position ${at} of '${types}' but 'date' is found.`, {
    hint: `Athena cannot add a column of type date: make ${date.Name} a timestamp, or create the table again`,
  });
};

export const changedColumn = (
  before: readonly Column[],
  tree: AlterTblPartitionStatementSuffixContext,
): Column[] => {
  const [oldName, newName, type] = [tree._oldName, tree._newName, tree.columnType()];
  const from = oldName && nameOf(oldName);
  const old = before.find(({ Name }) => Name === from);
  if (old === undefined || !newName || !type)
    throw taskFailed(`Invalid column reference ${from}`, {
      hint: `it has ${before.map(({ Name }) => Name).join(', ')}`,
    });
  const Comment = textOf(tree._comment) ?? old.Comment;
  const column = { Name: nameOf(newName), Type: typeOf(type), ...(Comment === undefined ? {} : { Comment }) };
  if (!tree._first && !tree._afterCol) return before.map(each => (each === old ? column : each));
  const others = before.filter(each => each !== old);
  const after = tree._afterCol && nameOf(tree._afterCol);
  const at = tree._first ? 0 : others.findIndex(({ Name }) => Name === after) + 1;
  if (!tree._first && at === 0) throw taskFailed(`Column ${after} not found`);
  return others.toSpliced(at, 0, column);
};
