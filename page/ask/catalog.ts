import { type GlueClient, paginateGetTables, type Table } from '@aws-sdk/client-glue';
import { allOf } from '../../lab/in-parallel.ts';
import { databaseName, type Lab, type Zone, zones } from '../../lab/names.ts';
import { isMissing } from '../../reconcile/aws-errors.ts';
import type { CatalogTable, Surroundings } from '../model.ts';

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

/** What a page has of the catalog. */
export type Catalog = Required<Pick<Surroundings, 'catalog' | 'moreTables'>>;

/**
 * Bytes of a database's tables that a page has room for: thousands of usual ones. Whoever may write to the catalog could
 * otherwise make a page that its function has no memory for.
 */
const mostBytes = 2_000_000;

const inZone = async (glue: GlueClient, lab: Lab, zone: Zone): Promise<Catalog> => {
  const catalog: CatalogTable[] = [];
  let bytes = 0;
  try {
    const pages = paginateGetTables({ client: glue }, { DatabaseName: databaseName(lab, zone) });
    for await (const { TableList = [] } of pages)
      for (const found of TableList) {
        const table = described(zone, found);
        bytes += Buffer.byteLength(JSON.stringify(table));
        if (bytes > mostBytes) return { catalog, moreTables: true };
        catalog.push(table);
      }
  } catch (error) {
    // A lab that is not built, or is destroyed, has no databases.
    if (!isMissing(error)) throw error;
  }
  return { catalog, moreTables: false };
};

/** The tables in the lab's databases, as Glue's catalog has them now. */
export const catalogOf = async (glue: GlueClient, lab: Lab): Promise<Catalog> => {
  const found = await allOf(zones.map(zone => inZone(glue, lab, zone)));
  return {
    catalog: found.flatMap(({ catalog }) => catalog),
    moreTables: found.some(({ moreTables }) => moreTables),
  };
};
