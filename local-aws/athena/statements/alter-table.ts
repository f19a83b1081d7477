import {
  BatchCreatePartitionCommand,
  BatchUpdatePartitionCommand,
  type Column,
  DeletePartitionCommand,
  type Partition,
  type StorageDescriptor,
  type Table,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import type {
  AlterTableStatementSuffixContext,
  AlterTblPartitionStatementSuffixContext,
  PartitionSpecContext,
  TableNameContext,
} from 'dt-sql-parser/dist/lib/hive/HiveSqlParser.js';
import { errorTypes } from '../refusal.ts';
import { ddlTime, inputOf, isView, partitionKeysOf, partitionsOf } from './catalog.ts';
import { checkColumns } from './columns.ts';
import { change, type StatementContext, type Work } from './context.ts';
import { keptLocation, parseLocation, requireLocation } from './location.ts';
import { atOnce, newPartition, partitionInputOf } from './partitions.ts';
import { notSupported, semanticError, taskFailed } from './refusals.ts';
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
  typeOf,
} from './tree.ts';

type Spec = ReadonlyMap<string, string>;

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

/** `{dt=2016, country=IN}`, as Java prints a map. */
const printed = (spec: Spec): string => `{${[...spec].map(([key, value]) => `${key}=${value}`).join(', ')}}`;

/**
 * A partition's values in the order of the table's keys.
 * @throws AthenaRefusal if the specification does not name each key once
 */
const valuesOf = (table: Table, spec: Spec): string[] => {
  const keys = partitionKeysOf(table);
  if (keys.length === 0)
    throw semanticError(`table is not partitioned but partition spec exists: ${printed(spec)}`);
  const stranger = [...spec.keys()].find(key => !keys.includes(key));
  if (stranger !== undefined || spec.size !== keys.length)
    throw semanticError(
      `partition spec ${printed(spec)} doesn't contain all (${keys.length}) partition columns`,
      {
        hint: `the partition columns are ${keys.join(', ')}`,
      },
    );
  return keys.map(key => spec.get(key) ?? '');
};

const sameValues = (a: readonly string[] | undefined, b: readonly string[]): boolean =>
  a !== undefined && a.length === b.length && b.every((value, at) => value === a[at]);

const findPartition = async (
  { glue }: StatementContext,
  name: TableName,
  values: readonly string[],
): Promise<Partition | undefined> =>
  (await partitionsOf(glue, name)).find(({ Values }) => sameValues(Values, values));

const requirePartition = async (
  context: StatementContext,
  name: TableName,
  table: Table,
  spec: Spec,
): Promise<Partition> => {
  const partition = await findPartition(context, name, valuesOf(table, spec));
  if (partition === undefined) throw semanticError(`[Error 10006]: Partition not found ${printed(spec)}`);
  return partition;
};

const requireTableToAlter = async (context: StatementContext, name: TableName): Promise<Table> => {
  const table = await requireTable(context.glue, name);
  if (isView(table))
    throw semanticError('[Error 10132]: To alter a view you need to use the ALTER VIEW command.');
  if (/^iceberg$/i.test(table.Parameters?.table_type ?? ''))
    // Measured.
    throw semanticError('Query type not supported by Athena Iceberg at this time', {
      type: errorTypes.notSupported,
    });
  return table;
};

const addPartitions = async (
  context: StatementContext,
  name: TableName,
  ifNotExists: boolean,
  added: readonly { readonly spec: Spec; readonly location: string | undefined }[],
): Promise<void> => {
  const table = await requireTableToAlter(context, name);
  const wanted = added.map(({ spec, location }) =>
    newPartition(table, valuesOf(table, spec), location && keptLocation(location)),
  );
  for (const { location } of added) if (location !== undefined) await requireLocation(context.s3, location);
  const before = await partitionsOf(context.glue, name);
  const isThere = (values: readonly string[] = []) => before.some(({ Values }) => sameValues(Values, values));
  const twice = added.find((_, at) => isThere(wanted[at]?.Values));
  if (twice && !ifNotExists)
    throw taskFailed('AlreadyExistsException(message:Partition already exists.)', {
      type: errorTypes.syntaxError,
      hint: `${name.written} has the partition ${printed(twice.spec)}: write ADD IF NOT EXISTS PARTITION`,
    });
  await createPartitions(
    context,
    name,
    wanted.filter(({ Values }) => !isThere(Values)),
  );
};

/** @throws Error with Glue's first refusal */
export const createPartitions = async (
  { glue }: StatementContext,
  { database, table }: TableName,
  partitions: readonly ReturnType<typeof newPartition>[],
): Promise<void> => {
  for (let at = 0; at < partitions.length; at += atOnce) {
    const { Errors = [] } = await glue.send(
      new BatchCreatePartitionCommand({
        DatabaseName: database,
        TableName: table,
        PartitionInputList: partitions.slice(at, at + atOnce),
      }),
    );
    const [failed] = Errors.filter(({ ErrorDetail }) => ErrorDetail?.ErrorCode !== 'AlreadyExistsException');
    if (failed)
      throw taskFailed(`MetaException(message:${failed.ErrorDetail?.ErrorMessage})`, {
        category: 1,
        type: errorTypes.glueRefused,
      });
  }
};

const deletePartition = (context: StatementContext, name: TableName, PartitionValues: string[]) =>
  context.glue.send(
    new DeletePartitionCommand({ DatabaseName: name.database, TableName: name.table, PartitionValues }),
  );

/** A specification may name fewer columns than there are: then all partitions that fit are dropped, as Hive does. */
const dropPartitions = async (
  context: StatementContext,
  name: TableName,
  ifExists: boolean,
  specs: readonly Spec[],
): Promise<void> => {
  const table = await requireTableToAlter(context, name);
  const keys = partitionKeysOf(table);
  const partitions = await partitionsOf(context.glue, name);
  const chosen = new Set<Partition>();
  for (const spec of specs) {
    if (keys.length === 0 || [...spec.keys()].some(key => !keys.includes(key))) valuesOf(table, spec);
    const fitting = partitions.filter(({ Values = [] }) =>
      keys.every((key, at) => !spec.has(key) || spec.get(key) === Values[at]),
    );
    if (fitting.length === 0 && !ifExists)
      throw semanticError(`[Error 10006]: Partition not found ${printed(spec)}`);
    for (const partition of fitting) chosen.add(partition);
  }
  for (const { Values = [] } of chosen) await deletePartition(context, name, Values);
};

/** Glue cannot change a partition's values: https://docs.aws.amazon.com/glue/latest/webapi/API_UpdatePartition.html */
const renamePartition = async (
  context: StatementContext,
  name: TableName,
  from: Spec,
  to: Spec,
): Promise<void> => {
  const table = await requireTableToAlter(context, name);
  const partition = await requirePartition(context, name, table, from);
  const values = valuesOf(table, to);
  if ((await findPartition(context, name, values)) !== undefined)
    throw taskFailed(`Unable to rename partition. Partition already exists: ${printed(to)}`);
  await createPartitions(context, name, [{ ...partitionInputOf(partition), Values: values }]);
  await deletePartition(context, name, partition.Values ?? []);
};

const updateTable = async (
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
const updatePartition = async (
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
    throw semanticError(
      `[Error 10030]: ${location} is not absolute or has no scheme information. Please specify a complete absolute uri with scheme information.`,
    );
  if (spec === undefined)
    return updateTable(context, name, table, {
      StorageDescriptor: { ...table.StorageDescriptor, Location },
    });
  const partition = await requirePartition(context, name, table, spec);
  await updatePartition(context, name, partition, { ...partition.StorageDescriptor, Location });
};

const changeColumns = async (
  context: StatementContext,
  name: TableName,
  spec: Spec | undefined,
  changed: (before: readonly Column[]) => Column[],
): Promise<void> => {
  const table = await requireTableToAlter(context, name);
  const place = spec && (await requirePartition(context, name, table, spec));
  const storage = (place ?? table).StorageDescriptor;
  const before = storage?.Columns ?? [];
  const Columns = changed(before);
  refuseNewDates(before, Columns);
  checkColumns(Columns, table.PartitionKeys ?? []);
  const StorageDescriptor = { ...storage, Columns };
  if (place) await updatePartition(context, name, place, StorageDescriptor);
  else await updateTable(context, name, table, { StorageDescriptor });
};

/** https://docs.aws.amazon.com/athena/latest/ug/alter-table-add-columns.html names the fault and the way round it. */
const refuseNewDates = (before: readonly Column[], after: readonly Column[]): void => {
  const date = after.find(
    ({ Name, Type }) => Type === 'date' && !before.some(column => column.Name === Name),
  );
  if (date === undefined) return;
  const types = after.map(({ Type = '' }) => Type).join(':');
  const at = after
    .slice(0, after.indexOf(date))
    .map(({ Type = '' }) => `${Type}:`)
    .join('').length;
  throw taskFailed(`Error: type expected at the position ${at} of '${types}' but 'date' is found.`, {
    hint: `Athena cannot add a column of type date: make ${date.Name} a timestamp, or create the table again`,
  });
};

const changedColumn = (
  before: readonly Column[],
  tree: AlterTblPartitionStatementSuffixContext,
): Column[] => {
  const [oldName, newName, type] = [tree._oldName, tree._newName, tree.columnType()];
  const from = oldName && nameOf(oldName);
  const old = before.find(({ Name }) => Name === from);
  if (old === undefined || !newName || !type)
    throw taskFailed(`Invalid column reference ${from}`, {
      hint: `it has ${before.map(({ Name }) => Name).join(', ')}`,
    });
  const Comment = textOf(tree._comment) ?? old.Comment;
  const column = { Name: nameOf(newName), Type: typeOf(type), ...(Comment === undefined ? {} : { Comment }) };
  if (!tree._first && !tree._afterCol) return before.map(each => (each === old ? column : each));
  const others = before.filter(each => each !== old);
  const after = tree._afterCol && nameOf(tree._afterCol);
  const at = tree._first ? 0 : others.findIndex(({ Name }) => Name === after) + 1;
  if (!tree._first && at === 0) throw taskFailed(`Column ${after} not found`);
  return others.toSpliced(at, 0, column);
};
