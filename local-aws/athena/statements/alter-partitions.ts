import { BatchCreatePartitionCommand, DeletePartitionCommand, type Partition } from '@aws-sdk/client-glue';
import { errorTypes } from '../refusal.ts';
import { requireTableToAlter } from './altering.ts';
import { partitionKeysOf, partitionsOf } from './catalog.ts';
import type { StatementContext } from './context.ts';
import { keptLocation, requireLocation } from './location.ts';
import {
  findPartition,
  partitionNotFound,
  printed,
  requirePartition,
  type Spec,
  sameValues,
  valuesOf,
} from './partition-spec.ts';
import { atOnce, newPartition, partitionInputOf } from './partitions.ts';
import { taskFailed } from './refusals.ts';
import type { TableName } from './tree.ts';

export const addPartitions = async (
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
export const dropPartitions = async (
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
    if (fitting.length === 0 && !ifExists) throw partitionNotFound(spec);
    for (const partition of fitting) chosen.add(partition);
  }
  for (const { Values = [] } of chosen) await deletePartition(context, name, Values);
};

/** Glue cannot change a partition's values: https://docs.aws.amazon.com/glue/latest/webapi/API_UpdatePartition.html */
export const renamePartition = async (
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
