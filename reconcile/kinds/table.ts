import {
  type Column,
  CreateTableCommand,
  DeleteTableCommand,
  GetTableCommand,
  type GlueClient,
  paginateGetTables,
  type Table,
  type TableInput,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import type { TableDefinition } from '../../lab/definition.ts';
import { allOf } from '../../lab/in-parallel.ts';
import { kinds } from '../../lab/kinds.ts';
import { type AppliedMark, appliedKey, labKey, markOf, parseApplied } from '../../lab/marks.ts';
import { bucketName, databaseName, type Lab, type Zone, zones } from '../../lab/names.ts';
import { fromDefinition } from '../../lab/statement.ts';
import { orAbsent } from '../aws-errors.ts';
import type { Identity, Observation, Resource } from '../engine.ts';
import type { KindPermissions, ListedResource } from '../kind.ts';
import { storageOf } from '../serde.ts';

interface CatalogColumn {
  readonly name: string;
  readonly type: string;
  readonly comment: string;
  readonly [property: string]: string;
}

interface TableState {
  readonly description: string;
  readonly location: string;
  readonly columns: readonly CatalogColumn[];
  readonly partitionKeys: readonly CatalogColumn[];
  readonly inputFormat: string;
  readonly outputFormat: string;
  readonly serde: string;
  readonly serdeParameters: Readonly<Record<string, string>>;
  readonly classification: string;
  /** `skip.header.line.count`; empty when unset. */
  readonly headerLines: string;
  readonly tableType: string;
  readonly [property: string]: string | readonly CatalogColumn[] | Readonly<Record<string, string>>;
}

const headerKey = 'skip.header.line.count';
const external = 'EXTERNAL_TABLE';

const toGlue = (columns: readonly CatalogColumn[]): Column[] =>
  columns.map(({ name, type, comment }) => ({ Name: name, Type: type, Comment: comment }));

const fromGlue = (columns: readonly Column[] | undefined): CatalogColumn[] =>
  (columns ?? []).map(({ Name, Type, Comment }) => ({
    name: Name ?? '',
    type: Type ?? '',
    comment: Comment ?? '',
  }));

/** The folder of a table's files: it has the table's name and is in its zone's bucket. */
export const tableLocation = (lab: Lab, { zone, table }: Pick<TableDefinition, 'zone' | 'table'>): string =>
  `s3://${bucketName(lab, zone)}/${table}/`;

const desiredState = (lab: Lab, definition: TableDefinition): TableState => {
  const storage = storageOf(definition);
  const column = ({ name, type, comment }: TableDefinition['columns'][number]): CatalogColumn =>
    storage.textOnly && type !== 'string'
      ? {
          name,
          type: 'string',
          comment: [comment, `(${type}, read as text: cast it)`].filter(Boolean).join(' '),
        }
      : { name, type, comment: comment ?? '' };
  return {
    description: definition.description ?? '',
    location: tableLocation(lab, definition),
    columns: definition.columns.map(column),
    partitionKeys: definition.partitionKeys.map(({ name, type, comment }) => ({
      name,
      type,
      comment: comment ?? '',
    })),
    inputFormat: storage.inputFormat,
    outputFormat: storage.outputFormat,
    serde: storage.library,
    serdeParameters: storage.parameters,
    classification: storage.classification,
    headerLines: definition.header === true ? '1' : '',
    tableType: external,
  };
};

const observedState = (table: Table): TableState => ({
  description: table.Description ?? '',
  location: table.StorageDescriptor?.Location ?? '',
  columns: fromGlue(table.StorageDescriptor?.Columns),
  partitionKeys: fromGlue(table.PartitionKeys),
  inputFormat: table.StorageDescriptor?.InputFormat ?? '',
  outputFormat: table.StorageDescriptor?.OutputFormat ?? '',
  serde: table.StorageDescriptor?.SerdeInfo?.SerializationLibrary ?? '',
  serdeParameters: table.StorageDescriptor?.SerdeInfo?.Parameters ?? {},
  classification: table.Parameters?.classification ?? '',
  headerLines: table.Parameters?.[headerKey] ?? '',
  tableType: table.TableType ?? '',
});

/** Everything in `before` that we do not compare stays as it is: a learner's parameters, statistics, bucketing. */
const tableInput = (
  lab: Lab,
  definition: TableDefinition,
  state: TableState,
  applied: AppliedMark,
  before: Table | undefined,
): TableInput => {
  const { [headerKey]: _header, ...parameters } = before?.Parameters ?? {};
  return {
    Name: definition.table,
    Description: state.description,
    TableType: state.tableType,
    ...(before?.Owner ? { Owner: before.Owner } : {}),
    PartitionKeys: toGlue(state.partitionKeys),
    Parameters: {
      ...parameters,
      EXTERNAL: 'TRUE',
      classification: state.classification,
      ...(state.headerLines === '' ? {} : { [headerKey]: state.headerLines }),
      ...markOf(lab, applied),
    },
    StorageDescriptor: {
      ...before?.StorageDescriptor,
      Columns: toGlue(state.columns),
      Location: state.location,
      InputFormat: state.inputFormat,
      OutputFormat: state.outputFormat,
      SerdeInfo: {
        ...before?.StorageDescriptor?.SerdeInfo,
        SerializationLibrary: state.serde,
        Parameters: { ...state.serdeParameters },
      },
    },
  };
};

export const tablePermissions: KindPermissions = {
  ensure: arns => [
    {
      actions: ['glue:GetTable', 'glue:GetTables', 'glue:CreateTable', 'glue:UpdateTable'],
      resources: [arns.catalog, ...arns.databases, ...arns.tables],
      wildcard: fromDefinition,
    },
  ],
  destroy: arns => [
    {
      actions: ['glue:GetTable', 'glue:GetTables', 'glue:DeleteTable'],
      resources: [arns.catalog, ...arns.databases, ...arns.tables],
      wildcard: fromDefinition,
    },
  ],
};

/**
 * One table, identified by its name.
 * @param listed what a listing has just shown of it, which spares the first look; undefined if it has to be looked at
 */
const tableNamed = (
  glue: GlueClient,
  lab: Lab,
  { zone, table: Name }: Pick<TableDefinition, 'zone' | 'table'>,
  listed?: Table | 'absent',
): Identity<TableState, Table> => {
  const DatabaseName = databaseName(lab, zone);
  const look = async (): Promise<Table | undefined> =>
    (await orAbsent(glue.send(new GetTableCommand({ DatabaseName, Name })), 'EntityNotFoundException'))
      ?.Table;
  let seen = listed;
  return {
    ...kinds.table.named(DatabaseName, Name),

    async observe(): Promise<Observation<TableState, Table>> {
      const extra = seen ?? (await look());
      seen = undefined;
      if (extra === undefined || extra === 'absent') return { is: 'absent' };
      const state = observedState(extra);
      if (extra.Parameters?.[labKey] === lab.name)
        return { is: 'ours', state, extra, applied: parseApplied(extra.Parameters[appliedKey]) };
      return { is: 'unmarked', state, extra };
    },

    async destroy() {
      await glue.send(new DeleteTableCommand({ DatabaseName, Name }));
    },
  };
};

/** A table that a listing found. */
interface ListedTable extends ListedResource {
  /** As Glue describes it, with the version that an update names; only of tables with the lab's mark. */
  readonly found: Table | undefined;
}

/** All tables in the lab's databases, with or without the lab's mark; none if there is no database. */
export const listTables = async (glue: GlueClient, lab: Lab): Promise<ListedTable[]> => {
  const read = async (zone: Zone): Promise<ListedTable[]> => {
    const listed: ListedTable[] = [];
    const pages = paginateGetTables({ client: glue }, { DatabaseName: databaseName(lab, zone) });
    for await (const { TableList = [] } of pages)
      for (const found of TableList) {
        const marked = found.Parameters?.[labKey] === lab.name;
        listed.push({
          identity: tableNamed(glue, lab, { zone, table: found.Name ?? '' }),
          marked,
          found: marked && found.VersionId !== undefined ? found : undefined,
        });
      }
    return listed;
  };
  const found = zones.map(async zone => (await orAbsent(read(zone), 'EntityNotFoundException')) ?? []);
  return (await allOf(found)).flat();
};

/**
 * One table in its zone's database: what a query finds, and how its files are read.
 * @param listed as in `tableNamed`
 */
export const table = (
  glue: GlueClient,
  lab: Lab,
  definition: TableDefinition,
  listed?: Table | 'absent',
): Resource<TableState, Table> => {
  const DatabaseName = databaseName(lab, definition.zone);
  return {
    ...tableNamed(glue, lab, definition, listed),
    properties: {
      description: {},
      location: {},
      columns: {},
      partitionKeys: {},
      inputFormat: {},
      outputFormat: {},
      serde: {},
      serdeParameters: {},
      classification: {},
      headerLines: {},
      tableType: {},
    },

    desired: () => desiredState(lab, definition),

    async create(desired, applied) {
      await glue.send(
        new CreateTableCommand({
          DatabaseName,
          TableInput: tableInput(lab, definition, desired, applied, undefined),
        }),
      );
    },

    async update(next, _changed, applied, extra) {
      await glue.send(
        new UpdateTableCommand({
          DatabaseName,
          TableInput: tableInput(lab, definition, next, applied, extra),
          // Glue refuses it if somebody has changed the table since.
          VersionId: extra?.VersionId,
        }),
      );
    },
  };
};
