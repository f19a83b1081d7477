import type { Partition, Table } from '@aws-sdk/client-glue';
import { partitionKeysOf, partitionsOf } from './catalog.ts';
import type { StatementContext } from './context.ts';
import { semanticError } from './refusals.ts';
import type { TableName } from './tree.ts';

/** What a statement says of a partition: values by column. */
export type Spec = ReadonlyMap<string, string>;

/** `{dt=2016, country=IN}`, as Java prints a map. */
export const printed = (spec: Spec): string =>
  `{${[...spec].map(([key, value]) => `${key}=${value}`).join(', ')}}`;

/**
 * A partition's values in the order of the table's keys.
 * @throws AthenaRefusal if the specification does not name each key once
 */
export const valuesOf = (table: Table, spec: Spec): string[] => {
  const keys = partitionKeysOf(table);
  if (keys.length === 0)
    throw semanticError(`table is not partitioned but partition spec exists: ${printed(spec)}`);
  const hint = `the partition columns are ${keys.join(', ')}`;
  if ([...spec.keys()].some(key => !keys.includes(key)))
    throw semanticError(`Partition spec ${printed(spec)} contains non-partition columns`, { hint });
  if (spec.size !== keys.length)
    throw semanticError(
      `partition spec ${printed(spec)} doesn't contain all (${keys.length}) partition columns`,
      { hint },
    );
  return keys.map(key => spec.get(key) ?? '');
};

export const sameValues = (a: readonly string[] | undefined, b: readonly string[]): boolean =>
  a !== undefined && a.length === b.length && b.every((value, at) => value === a[at]);

export const findPartition = async (
  { glue }: StatementContext,
  name: TableName,
  values: readonly string[],
): Promise<Partition | undefined> =>
  (await partitionsOf(glue, name)).find(({ Values }) => sameValues(Values, values));

export const requirePartition = async (
  context: StatementContext,
  name: TableName,
  table: Table,
  spec: Spec,
): Promise<Partition> => {
  const partition = await findPartition(context, name, valuesOf(table, spec));
  if (partition === undefined) throw partitionNotFound(spec);
  return partition;
};

export const partitionNotFound = (spec: Spec) =>
  semanticError(`[Error 10006]: Partition not found ${printed(spec)}`);
