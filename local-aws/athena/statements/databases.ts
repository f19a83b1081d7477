import { CreateDatabaseCommand, DeleteDatabaseCommand, UpdateDatabaseCommand } from '@aws-sdk/client-glue';
import type {
  AlterDatabaseStatementSuffixContext,
  CreateDatabaseStatementContext,
  DropDatabaseStatementContext,
} from 'dt-sql-parser/dist/lib/hive/HiveSqlParser.js';
import { errorTypes } from '../refusal.ts';
import { findDatabase, tablesOf } from './catalog.ts';
import { change, type StatementContext, type Work } from './context.ts';
import { notSupported, taskFailed } from './refusals.ts';
import { requireDatabase } from './required.ts';
import { nameOf, propertiesOf, textOf } from './tree.ts';

export const createDatabase = (tree: CreateDatabaseStatementContext, { glue }: StatementContext): Work => {
  if (tree.KW_REMOTE() || tree.KW_MANAGEDLOCATION()) throw notSupported('CREATE REMOTE DATABASE');
  const Name = nameOf(tree.dbSchemaNameCreate());
  const Description = textOf(tree.databaseComment()?._comment);
  const LocationUri = textOf(tree.locationPath()?._locn);
  const Parameters = propertiesOf(tree.keyValueProperties());
  return change(async () => {
    if ((await findDatabase(glue, Name)) !== undefined) {
      if (tree.ifNotExists()) return;
      // Measured, with the type of CREATE TABLE's.
      throw taskFailed(`Database ${Name} already exists`, { type: errorTypes.syntaxError });
    }
    if (LocationUri !== undefined && !LocationUri.startsWith('s3://'))
      throw taskFailed(
        `MetaException(message:Got exception: java.io.IOException No FileSystem for scheme: ${LocationUri.split(':')[0]})`,
      );
    await glue.send(
      new CreateDatabaseCommand({ DatabaseInput: { Name, Description, LocationUri, Parameters } }),
    );
  });
};

export const dropDatabase = (tree: DropDatabaseStatementContext, { glue }: StatementContext): Work => {
  const Name = nameOf(tree.dbSchemaName());
  return change(async () => {
    if (tree.ifExists() && (await findDatabase(glue, Name)) === undefined) return;
    await requireDatabase(glue, Name);
    const [table] = await tablesOf(glue, Name);
    if (table !== undefined && !tree.restrictOrCascade()?.KW_CASCADE())
      throw taskFailed(
        `InvalidOperationException(message:Database ${Name} is not empty. One or more tables exist.)`,
        { hint: `it has ${table.Name}: drop its tables first, or write DROP DATABASE ${Name} CASCADE` },
      );
    await glue.send(new DeleteDatabaseCommand({ Name }));
  });
};

export const alterDatabase = (
  tree: AlterDatabaseStatementSuffixContext,
  { glue }: StatementContext,
): Work => {
  const properties = tree.keyValueProperties();
  if (properties === null) throw notSupported('ALTER DATABASE … SET OWNER or LOCATION');
  const Name = nameOf(tree.dbSchemaName());
  const added = propertiesOf(properties);
  return change(async () => {
    const { Description, LocationUri, Parameters } = await requireDatabase(glue, Name);
    const DatabaseInput = {
      Name,
      Description,
      // Glue knows no empty location.
      LocationUri: LocationUri || undefined,
      Parameters: { ...Parameters, ...added },
    };
    await glue.send(new UpdateDatabaseCommand({ Name, DatabaseInput }));
  });
};
