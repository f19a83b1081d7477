import type { Database, GlueClient, Table } from '@aws-sdk/client-glue';
import { findDatabase, findTable } from './catalog.ts';
import { missingDatabase, missingTable } from './missing-table.ts';
import { databaseNotFound, tableNotFound } from './refusals.ts';
import type { TableName } from './tree.ts';

/** @throws AthenaRefusal if there is no such database */
export const requireDatabase = async (glue: GlueClient, name: string): Promise<Database> => {
  const database = await findDatabase(glue, name);
  if (database === undefined) throw databaseNotFound(name, await missingDatabase(glue, name));
  return database;
};

/** @throws AthenaRefusal if there is no such table */
export const requireTable = async (glue: GlueClient, name: TableName): Promise<Table> => {
  const table = await findTable(glue, name);
  if (table === undefined) throw tableNotFound(name.written, await missingTable(glue, name));
  return table;
};
