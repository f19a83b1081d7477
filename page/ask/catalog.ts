import { type GlueClient, paginateGetTables, type Table } from '@aws-sdk/client-glue';
import { allOf } from '../../lab/in-parallel.ts';
import { databaseName, type Lab, type Zone, zones } from '../../lab/names.ts';
import { isMissing } from '../../reconcile/aws-errors.ts';
import type { CatalogTable } from '../model.ts';

const described = (zone: Zone, table: Table): CatalogTable => {
  const columns = (list: Table['PartitionKeys'], isPartitionKey: boolean) =>
    (list ?? []).map(({ Name = '', Type = '', Comment = '' }) => ({
      name: Name,
      type: Type,
      comment: Comment,
      isPartitionKey,
    }));
  return {
    key: `${zone}.${table.Name}`,
    description: table.Description ?? '',
    columns: [...columns(table.StorageDescriptor?.Columns, false), ...columns(table.PartitionKeys, true)],
  };
};

const inZone = async (glue: GlueClient, lab: Lab, zone: Zone): Promise<readonly CatalogTable[]> => {
  const tables: CatalogTable[] = [];
  try {
    const pages = paginateGetTables({ client: glue }, { DatabaseName: databaseName(lab, zone) });
    for await (const { TableList = [] } of pages)
      tables.push(...TableList.map(table => described(zone, table)));
  } catch (error) {
    // A lab that is not built, or is destroyed, has no databases.
    if (!isMissing(error)) throw error;
  }
  return tables;
};

/** All tables in the lab's databases, as Glue's catalog has them now. */
export const catalogOf = async (glue: GlueClient, lab: Lab): Promise<readonly CatalogTable[]> =>
  (await allOf(zones.map(zone => inZone(glue, lab, zone)))).flat();
