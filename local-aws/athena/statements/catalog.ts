import {
  type Database,
  GetDatabaseCommand,
  GetTableCommand,
  type GlueClient,
  type Partition,
  paginateGetDatabases,
  paginateGetPartitions,
  paginateGetTables,
  type Table,
  type TableInput,
} from '@aws-sdk/client-glue';
import type { TableName } from './tree.ts';

/** Undefined: there is no such thing. */
const orUndefined = async <T>(answer: Promise<T>): Promise<T | undefined> => {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && error.name === 'EntityNotFoundException') return undefined;
    throw error;
  }
};

export const findDatabase = async (glue: GlueClient, Name: string): Promise<Database | undefined> =>
  (await orUndefined(glue.send(new GetDatabaseCommand({ Name }))))?.Database;

export const findTable = async (
  glue: GlueClient,
  { database, table }: Pick<TableName, 'database' | 'table'>,
): Promise<Table | undefined> =>
  (await orUndefined(glue.send(new GetTableCommand({ DatabaseName: database, Name: table }))))?.Table;

/** In alphabetical order, as Glue lists them. */
export const databaseNames = async (glue: GlueClient): Promise<readonly string[]> => {
  const names: string[] = [];
  for await (const { DatabaseList = [] } of paginateGetDatabases({ client: glue }, {}))
    names.push(...DatabaseList.map(({ Name = '' }) => Name));
  return names.sort();
};

/** In alphabetical order, as Glue lists them. */
export const tablesOf = async (glue: GlueClient, DatabaseName: string): Promise<readonly Table[]> => {
  const tables: Table[] = [];
  for await (const { TableList = [] } of paginateGetTables({ client: glue }, { DatabaseName }))
    tables.push(...TableList);
  return tables.sort((a, b) => ((a.Name ?? '') < (b.Name ?? '') ? -1 : 1));
};

export const partitionsOf = async (
  glue: GlueClient,
  { database, table }: Pick<TableName, 'database' | 'table'>,
): Promise<readonly Partition[]> => {
  const partitions: Partition[] = [];
  const pages = paginateGetPartitions({ client: glue }, { DatabaseName: database, TableName: table });
  for await (const { Partitions = [] } of pages) partitions.push(...Partitions);
  return partitions;
};

export const isIceberg = ({ Parameters }: Table): boolean => /^iceberg$/i.test(Parameters?.table_type ?? '');

export const isView = ({ TableType }: Table): boolean => TableType === 'VIRTUAL_VIEW';

/** What UpdateTable takes of what GetTable answers. */
export const inputOf = (table: Table): TableInput & { readonly Name: string } => ({
  Name: table.Name ?? '',
  Description: table.Description,
  Owner: table.Owner,
  LastAccessTime: table.LastAccessTime,
  Retention: table.Retention,
  StorageDescriptor: table.StorageDescriptor,
  PartitionKeys: table.PartitionKeys,
  ViewOriginalText: table.ViewOriginalText,
  ViewExpandedText: table.ViewExpandedText,
  TableType: table.TableType,
  Parameters: table.Parameters,
});

export const partitionKeysOf = ({ PartitionKeys = [] }: Table): readonly string[] =>
  PartitionKeys.map(({ Name = '' }) => Name);

/** `transient_lastDdlTime`: the time of the last change, in seconds since 1970. */
export const ddlTime = (): string => String(Math.floor(Date.now() / 1000));
