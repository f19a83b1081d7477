import {
  type Column,
  type GlueClient,
  paginateGetPartitions,
  paginateGetTables,
  type Table,
} from '@aws-sdk/client-glue';
import { inParallel } from '../../lab/in-parallel.ts';
import { kinds } from '../../lab/kinds.ts';
import { labKey } from '../../lab/marks.ts';
import { databaseName, type Lab, type Zone, zones } from '../../lab/names.ts';
import type { Report } from '../../lab/report.ts';
import { orAbsent } from '../../reconcile/aws-errors.ts';

/** A column, or a partition key. */
export interface ListedColumn {
  readonly name: string;
  readonly type: string;
  readonly comment: string;
}

/** A table in one of the lab's databases. */
export interface ListedTable {
  readonly zone: Zone;
  readonly table: string;
  /** As queries name it: `daybreak_sor.orders` */
  readonly name: string;
  readonly description: string;
  /** Whether it carries the lab's mark. */
  readonly isLabs: boolean;
  readonly columns: readonly ListedColumn[];
  readonly partitionKeys: readonly ListedColumn[];
  /** As the last report proved them; undefined if it proved none. */
  readonly rows: number | undefined;
  /** ISO 8601. */
  readonly provenAt: string | undefined;
  /** Of the definition's files; undefined for tables without any, or if the last report does not say. */
  readonly files: number | undefined;
  readonly bytes: number | undefined;
}

const columnsOf = (columns: readonly Column[] | undefined): ListedColumn[] =>
  (columns ?? []).map(({ Name = '', Type = '', Comment = '' }) => ({
    name: Name,
    type: Type,
    comment: Comment,
  }));

/** A proof about some of a table's partitions, such as a job's, does not say how many rows it has. */
const proofOf = (report: Report | undefined, table: string) =>
  report?.proofs.find(proof => proof.kind === 'rows' && proof.table === table && proof.error === undefined);

const rowsIn = (actual: readonly (readonly (string | null)[])[] | undefined): number | undefined => {
  const [[rows = null] = []] = actual ?? [];
  return rows === null || !/^\d+$/.test(rows) ? undefined : Number(rows);
};

const listed = (lab: Lab, report: Report | undefined, zone: Zone, found: Table): ListedTable => {
  const table = found.Name ?? '';
  const proof = proofOf(report, `${zone}.${table}`);
  const dataset = kinds.dataset.id({ zone, table });
  const copied = report?.outcomes.find(({ resource }) => resource === dataset)?.copied;
  return {
    zone,
    table,
    name: `${databaseName(lab, zone)}.${table}`,
    description: found.Description ?? '',
    isLabs: found.Parameters?.[labKey] === lab.name,
    columns: columnsOf(found.StorageDescriptor?.Columns),
    partitionKeys: columnsOf(found.PartitionKeys),
    rows: rowsIn(proof?.actual),
    provenAt: proof?.provenAt,
    files: copied?.files,
    bytes: copied?.bytes,
  };
};

/**
 * All tables in the lab's databases, also somebody's, by zone and name.
 * @param report the last one, for rows and files
 */
export const listTables = async (
  glue: GlueClient,
  lab: Lab,
  report: Report | undefined,
): Promise<readonly ListedTable[]> => {
  const read = async (zone: Zone): Promise<ListedTable[]> => {
    const tables: ListedTable[] = [];
    const pages = paginateGetTables({ client: glue }, { DatabaseName: databaseName(lab, zone) });
    for await (const { TableList = [] } of pages)
      tables.push(...TableList.map(found => listed(lab, report, zone, found)));
    return tables.sort((a, b) => (a.table < b.table ? -1 : 1));
  };
  const found = await inParallel(
    zones.length,
    zones,
    async zone => (await orAbsent(read(zone), 'EntityNotFoundException')) ?? [],
  );
  return found.flat();
};

/** The values of a table's partitions, in the order of its keys. */
export const partitionsOf = async (
  glue: GlueClient,
  lab: Lab,
  { zone, table }: Pick<ListedTable, 'zone' | 'table'>,
): Promise<readonly (readonly string[])[]> => {
  const values: (readonly string[])[] = [];
  const pages = paginateGetPartitions(
    { client: glue },
    { DatabaseName: databaseName(lab, zone), TableName: table, ExcludeColumnSchema: true },
  );
  for await (const { Partitions = [] } of pages) values.push(...Partitions.map(({ Values = [] }) => Values));
  return values.sort((a, b) => (a.join('/') < b.join('/') ? -1 : 1));
};
