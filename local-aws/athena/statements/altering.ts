import {
  BatchUpdatePartitionCommand,
  type Partition,
  type StorageDescriptor,
  type Table,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import { ddlTime, inputOf, isIceberg, isView } from './catalog.ts';
import type { StatementContext } from './context.ts';
import { partitionInputOf } from './partitions.ts';
import { notForIceberg, semanticError } from './refusals.ts';
import { requireTable } from './required.ts';
import type { TableName } from './tree.ts';

export const requireTableToAlter = async (context: StatementContext, name: TableName): Promise<Table> => {
  const table = await requireTable(context.glue, name);
  if (isView(table))
    throw semanticError('[Error 10131]: To alter a view you need to use the ALTER VIEW command.');
  if (isIceberg(table)) throw notForIceberg();
  return table;
};

export const updateTable = async (
  context: StatementContext,
  name: TableName,
  table: Table,
  changes: Partial<Pick<Table, 'Parameters' | 'StorageDescriptor'>>,
): Promise<void> => {
  const TableInput = { ...inputOf(table), ...changes };
  const Parameters = { ...TableInput.Parameters, transient_lastDdlTime: ddlTime() };
  await context.glue.send(
    new UpdateTableCommand({ DatabaseName: name.database, TableInput: { ...TableInput, Parameters } }),
  );
};

/** BatchUpdatePartition, because the local AWS has no UpdatePartition. */
export const updatePartition = async (
  context: StatementContext,
  name: TableName,
  partition: Partition,
  StorageDescriptor: StorageDescriptor,
): Promise<void> => {
  const { Values = [] } = partition;
  const PartitionInput = { ...partitionInputOf(partition), StorageDescriptor };
  const Entries = [{ PartitionValueList: Values, PartitionInput }];
  await context.glue.send(
    new BatchUpdatePartitionCommand({ DatabaseName: name.database, TableName: name.table, Entries }),
  );
};
