import {
  BatchCreatePartitionCommand,
  GetTableCommand,
  type GlueClient,
  type PartitionInput,
  paginateGetPartitions,
} from '@aws-sdk/client-glue';
import { counted } from '../../lab/counted.ts';
import type { Dataset } from '../../lab/definition.ts';
import { kinds } from '../../lab/kinds.ts';
import { appliedFrom } from '../../lab/marks.ts';
import { databaseName, type Lab } from '../../lab/names.ts';
import type { Partition } from '../../lab/partition.ts';
import { fromDefinition } from '../../lab/statement.ts';
import { orAbsent } from '../aws-errors.ts';
import type { Observation, ReconciledResource } from '../engine.ts';
import type { KindPermissions } from '../kind.ts';
import { tableLocation } from './table.ts';

/** The most that BatchCreatePartition takes: https://docs.aws.amazon.com/glue/latest/webapi/API_BatchCreatePartition.html */
const batchSize = 100;

export const partitionsPermissions: KindPermissions = {
  ensure: arns => [
    {
      actions: ['glue:GetTable', 'glue:GetPartitions', 'glue:BatchCreatePartition'],
      resources: [arns.catalog, ...arns.databases, ...arns.tables],
      wildcard: fromDefinition,
    },
  ],
  // Destroyed with their table.
  destroy: () => [],
};

const keyOf = (values: readonly string[]): string => JSON.stringify(values);

/** Athena's own statements register folders without the last slash. */
const withSlash = (location: string): string => location.replace(/\/*$/, '/');

interface PartitionsState {
  /** How many of the definition's partitions exist: `12 of 14` */
  readonly partitions: string;
  readonly [property: string]: string;
}

/**
 * The partitions of a dataset's files. A partition has no mark and is never changed: missing ones are added, and
 * existing ones stay, no matter who made them. One whose folder has other values in the catalog is not missing: with
 * both, every row would be there twice.
 *
 * @param wanted from the files' keys; no values twice
 */
export const partitions = (
  glue: GlueClient,
  lab: Lab,
  dataset: Dataset,
  wanted: readonly Partition[],
): ReconciledResource<PartitionsState, readonly Partition[]> => {
  const DatabaseName = databaseName(lab, dataset.zone);
  const TableName = dataset.table;
  const stateOf = (there: number): PartitionsState => ({ partitions: `${there} of ${wanted.length}` });

  const placeOf = ({ folder }: Partition): string => `${tableLocation(lab, dataset)}${folder}`;

  /** Locations by values. */
  const registered = async (): Promise<ReadonlyMap<string, string>> => {
    const there = new Map<string, string>();
    const pages = paginateGetPartitions(
      { client: glue },
      { DatabaseName, TableName, ExcludeColumnSchema: true },
    );
    const read = async (): Promise<void> => {
      for await (const page of pages)
        for (const { Values = [], StorageDescriptor } of page.Partitions ?? [])
          there.set(keyOf(Values), withSlash(StorageDescriptor?.Location ?? ''));
    };
    await orAbsent(read(), 'EntityNotFoundException');
    return there;
  };

  const add = async (missing: readonly Partition[]): Promise<undefined> => {
    const { Table } = await glue.send(new GetTableCommand({ DatabaseName, Name: TableName }));
    const inputs: PartitionInput[] = missing.map(partition => ({
      Values: [...partition.values],
      StorageDescriptor: { ...Table?.StorageDescriptor, Location: placeOf(partition) },
    }));
    for (let start = 0; start < inputs.length; start += batchSize) {
      const PartitionInputList = inputs.slice(start, start + batchSize);
      const { Errors } = await glue.send(
        new BatchCreatePartitionCommand({ DatabaseName, TableName, PartitionInputList }),
      );
      const failed = Errors?.find(({ ErrorDetail }) => ErrorDetail?.ErrorCode !== 'AlreadyExistsException');
      if (failed !== undefined)
        throw new Error(
          `Glue did not add partition ${failed.PartitionValues?.join('/')} of ${DatabaseName}.${TableName}: ` +
            `${failed.ErrorDetail?.ErrorCode}: ${failed.ErrorDetail?.ErrorMessage}`,
        );
    }
  };

  return {
    ...kinds.partitions.named(DatabaseName, TableName),
    properties: { partitions: {} },

    desired: () => stateOf(wanted.length),

    async observe(): Promise<Observation<PartitionsState, readonly Partition[]>> {
      const there = await registered();
      if (there.size === 0 && wanted.length > 0) return { is: 'absent' };
      const places = new Set(there.values());
      const isThere = (one: Partition) => there.has(keyOf(one.values)) || places.has(placeOf(one));
      const missing = wanted.filter(one => !isThere(one));
      const other = wanted.filter(one => isThere(one) && there.get(keyOf(one.values)) !== placeOf(one));
      const known = new Set(wanted.map(({ values }) => keyOf(values)));
      const more = [...there.keys()].filter(key => !known.has(key)).length;
      const state = stateOf(wanted.length - missing.length);
      const notes = [
        ...(more === 0 ? [] : [`${more} partitions that the definition does not have: left as they are`]),
        ...other
          .slice(0, 1)
          .map(
            ({ folder }) =>
              `${counted(other.length, 'partition has', 'partitions have')} another folder or other values in the catalog, such as that of ` +
              `${folder}: left as they are. To correct them, drop them and rebuild`,
          ),
      ];
      // Without a mark nothing shows who changed what: everything that exists counts as applied.
      return { is: 'ours', state, applied: appliedFrom(state), extra: missing, notes };
    },

    create: () => add(wanted),

    update: (_next, _changed, _applied, missing = []) => add(missing),
  };
};
