import { type AthenaClient, type NamedQuery, UpdateNamedQueryCommand } from '@aws-sdk/client-athena';
import {
  type Database,
  GetDatabaseCommand,
  GetJobCommand,
  GetTableCommand,
  GetTriggerCommand,
  type GlueClient,
  type JobUpdate,
  type TableInput,
  type TriggerUpdate,
  UpdateDatabaseCommand,
  UpdateJobCommand,
  UpdateTableCommand,
  UpdateTriggerCommand,
} from '@aws-sdk/client-glue';
import { namedQueries } from '../../reconcile/kinds/named-query.ts';
import { lab } from './lab-handlers.ts';

/** What a learner does in the console: read, change one thing, write everything back. */

export const changeDatabase = async (
  glue: GlueClient,
  Name: string,
  change: Pick<Database, 'Description' | 'LocationUri'>,
): Promise<void> => {
  const { Database } = await glue.send(new GetDatabaseCommand({ Name }));
  const { Description, LocationUri, Parameters } = Database ?? {};
  const DatabaseInput = { Name, Description, LocationUri, Parameters, ...change };
  await glue.send(new UpdateDatabaseCommand({ Name, DatabaseInput }));
};

export const changeTable = async (
  glue: GlueClient,
  DatabaseName: string,
  Name: string,
  change: (table: TableInput) => Partial<TableInput>,
): Promise<void> => {
  const { Table } = await glue.send(new GetTableCommand({ DatabaseName, Name }));
  const { Description, Owner, TableType, PartitionKeys, Parameters, StorageDescriptor } = Table ?? {};
  const before = { Name, Description, Owner, TableType, PartitionKeys, Parameters, StorageDescriptor };
  await glue.send(new UpdateTableCommand({ DatabaseName, TableInput: { ...before, ...change(before) } }));
};

export const changeJob = async (
  glue: GlueClient,
  JobName: string,
  change: (job: JobUpdate) => JobUpdate,
): Promise<void> => {
  const { Job } = await glue.send(new GetJobCommand({ JobName }));
  const {
    Name: _name,
    CreatedOn: _created,
    LastModifiedOn: _modified,
    AllocatedCapacity: _allocated,
    MaxCapacity: _capacity,
    ProfileName: _profile,
    ...before
  } = Job ?? {};
  await glue.send(new UpdateJobCommand({ JobName, JobUpdate: { ...before, ...change(before) } }));
};

export const changeTrigger = async (
  glue: GlueClient,
  Name: string,
  change: (trigger: TriggerUpdate) => TriggerUpdate,
): Promise<void> => {
  const { Trigger } = await glue.send(new GetTriggerCommand({ Name }));
  const { Description, Schedule, Actions } = Trigger ?? {};
  const before = { Description, Schedule, Actions };
  await glue.send(new UpdateTriggerCommand({ Name, TriggerUpdate: { ...before, ...change(before) } }));
};

export const changeNamedQuery = async (
  athena: AthenaClient,
  name: string,
  change: (query: NamedQuery) => Partial<Pick<NamedQuery, 'Description' | 'QueryString'>>,
): Promise<void> => {
  const query = (await namedQueries(athena, lab)).find(({ Name }) => Name === name);
  if (query === undefined) throw new Error(`there is no saved query ${name}`);
  const { NamedQueryId, Name, Description, QueryString } = query;
  await athena.send(
    new UpdateNamedQueryCommand({ NamedQueryId, Name, Description, QueryString, ...change(query) }),
  );
};
