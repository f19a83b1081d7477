import type {
  AlterTableStatementSuffixContext,
  AlterTblPartitionStatementSuffixContext,
  PartitionSpecContext,
  TableNameContext,
} from 'dt-sql-parser/dist/lib/hive/HiveSqlParser.js';
import { errorTypes } from '../refusal.ts';
import { changeColumns, changedColumn } from './alter-columns.ts';
import { addPartitions, dropPartitions, renamePartition } from './alter-partitions.ts';
import { requireTableToAlter, updatePartition, updateTable } from './altering.ts';
import { change, type StatementContext, type Work } from './context.ts';
import { keptLocation, parseLocation } from './location.ts';
import { requirePartition, type Spec } from './partition-spec.ts';
import { notSupported, taskFailed } from './refusals.ts';
import { requireTable } from './required.ts';
import {
  columnOf,
  constantOf,
  nameOf,
  partitionSpecOf,
  propertiesOf,
  type TableName,
  tableNameOf,
  textOf,
} from './tree.ts';

export const alterTable = (
  tableName: TableNameContext,
  tree: AlterTableStatementSuffixContext,
  context: StatementContext,
): Work => {
  const name = tableNameOf(tableName, context);
  const dropped = tree.alterStatementSuffixDropPartitions();
  const added = tree.partitionSpec();
  if (dropped)
    return change(() => dropPartitions(context, name, dropped.ifExists() !== null, selectedBy(dropped)));
  if (tree.KW_ADD() && added.length > 0)
    return change(() => addPartitions(context, name, tree.ifNotExists() !== null, addedBy(tree)));
  if (tree.KW_SET() && tree.KW_TBLPROPERTIES())
    return change(() => setProperties(context, name, propertiesOf(tree.tableProperties())));
  if (tree.KW_RENAME())
    return change(async () => {
      await requireTable(context.glue, name);
      // Measured: the type and the second message.
      throw taskFailed('Unable to alter table. Table cannot be renamed', {
        type: errorTypes.syntaxError,
        errorMessage: 'Query type not supported by DDL engine.',
        hint: 'https://docs.aws.amazon.com/athena/latest/ug/unsupported-ddl.html',
      });
    });
  const suffix = tree.alterTblPartitionStatementSuffix();
  if (suffix === null) throw notSupported(`ALTER TABLE … ${tree.getText()}`);
  return alterColumnsOrPlace(context, name, added[0], suffix);
};

const alterColumnsOrPlace = (
  context: StatementContext,
  name: TableName,
  partition: PartitionSpecContext | undefined,
  tree: AlterTblPartitionStatementSuffixContext,
): Work => {
  const spec = partition && partitionSpecOf(partition);
  const renamed = tree.KW_RENAME() && tree.partitionSpec();
  if (spec && renamed) return change(() => renamePartition(context, name, spec, partitionSpecOf(renamed)));
  const location = textOf(tree._newLoc);
  if (tree.KW_SET() && location !== undefined)
    return change(() => setLocation(context, name, spec, location));
  const columns = tree.columnNameTypeList()?.columnNameType().map(columnOf);
  if (columns)
    return change(() =>
      changeColumns(context, name, spec, before => (tree._replace ? columns : [...before, ...columns])),
    );
  if (tree.KW_CHANGE() && !tree.alterColumnConstraint())
    return change(() => changeColumns(context, name, spec, before => changedColumn(before, tree)));
  throw notSupported(`ALTER TABLE … ${tree.getText()}`);
};

const addedBy = (tree: AlterTableStatementSuffixContext): { spec: Spec; location: string | undefined }[] => {
  const locations = tree.locationPath();
  return tree.partitionSpec().map((partition, at, all) => {
    const end = all[at + 1]?.start?.start ?? Number.POSITIVE_INFINITY;
    const own = locations.find(({ start }) => {
      const from = start?.start ?? -1;
      return from > (partition.start?.start ?? 0) && from < end;
    });
    return { spec: partitionSpecOf(partition), location: textOf(own?._locn) };
  });
};

const selectedBy = (
  tree: NonNullable<ReturnType<AlterTableStatementSuffixContext['alterStatementSuffixDropPartitions']>>,
): Spec[] =>
  tree.partitionSelectorSpec().map(
    spec =>
      new Map(
        spec.partitionSelectorVal().map(value => {
          const operator = value.subQuerySelectorOperator()?.getText() ?? 'LIKE';
          if (operator !== '=') throw notSupported(`ALTER TABLE … DROP PARTITION with ${operator}`);
          return [nameOf(value.id_()), constantOf(value.constant())];
        }),
      ),
  );

/** `'EXTERNAL'='FALSE'` has no effect: https://docs.aws.amazon.com/athena/latest/ug/alter-table-set-tblproperties.html */
const setProperties = async (
  context: StatementContext,
  name: TableName,
  { EXTERNAL: _always, ...properties }: Record<string, string>,
): Promise<void> => {
  const table = await requireTableToAlter(context, name);
  await updateTable(context, name, table, { Parameters: { ...table.Parameters, ...properties } });
};

const setLocation = async (
  context: StatementContext,
  name: TableName,
  spec: Spec | undefined,
  location: string,
): Promise<void> => {
  const table = await requireTableToAlter(context, name);
  const Location = keptLocation(location);
  if (parseLocation(location) === undefined || table.StorageDescriptor === undefined)
    throw taskFailed(
      `${location} is not absolute. Please specify a complete absolute uri with scheme information.`,
      { hint: `'${location}' is not a location in S3: write s3://<bucket>/<folder>/` },
    );
  if (spec === undefined)
    return updateTable(context, name, table, {
      StorageDescriptor: { ...table.StorageDescriptor, Location },
    });
  const partition = await requirePartition(context, name, table, spec);
  await updatePartition(context, name, partition, { ...partition.StorageDescriptor, Location });
};
