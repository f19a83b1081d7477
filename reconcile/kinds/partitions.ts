import {
  BatchCreatePartitionCommand,
  GetTableCommand,
  type GlueClient,
  type PartitionInput,
  paginateGetPartitions,
} from '@aws-sdk/client-glue';
import type { Dataset } from '../../lab/definition.ts';
import { kinds } from '../../lab/kinds.ts';
import { appliedFrom } from '../../lab/marks.ts';
import { databaseName, type Lab } from '../../lab/names.ts';
import { fromDefinition } from '../../lab/statement.ts';
import { orAbsent } from '../aws-errors.ts';
import type { Observation, ReconciledResource } from '../engine.ts';
import type { KindPermissions } from '../kind.ts';
import { tableLocation } from './table.ts';

/** The most that BatchCreatePartition takes: https://docs.aws.amazon.com/glue/latest/webapi/API_BatchCreatePartition.html */
const batchSize = 100;

const folderOf = (dataset: Dataset, values: readonly string[]): string =>
  dataset.partitionKeys.map(({ name }, i) => `${name}=${values[i]}/`).join('');

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

type Values = readonly string[];

interface PartitionsState {
  /** How many of the definition's partitions exist: `12 of 14` */
  readonly partitions: string;
  readonly [property: string]: string;
}

/**
 * The partitions of a dataset's files. A partition has no mark and is never changed: missing ones are added, and
 * existing ones stay, no matter who made them.
 *
 * @param wanted partition values from the files' folders, in the order of the keys
 */
export const partitions = (
  glue: GlueClient,
  lab: Lab,
  dataset: Dataset,
  wanted: readonly Values[],
): ReconciledResource<PartitionsState, readonly Values[]> => {
  const DatabaseName = databaseName(lab, dataset.zone);
  const TableName = dataset.table;
  const stateOf = (there: number): PartitionsState => ({ partitions: `${there} of ${wanted.length}` });

  const registered = async (): Promise<ReadonlySet<string>> => {
    const there = new Set<string>();
    const pages = paginateGetPartitions(
      { client: glue },
      { DatabaseName, TableName, ExcludeColumnSchema: true },
    );
    const read = async (): Promise<void> => {
      for await (const page of pages)
        for (const { Values } of page.Partitions ?? []) there.add(keyOf(Values ?? []));
    };
    await orAbsent(read(), 'EntityNotFoundException');
    return there;
  };

  const add = async (missing: readonly Values[]): Promise<undefined> => {
    const { Table } = await glue.send(new GetTableCommand({ DatabaseName, Name: TableName }));
    const location = tableLocation(lab, dataset);
    const inputs: PartitionInput[] = missing.map(values => ({
      Values: [...values],
      StorageDescriptor: { ...Table?.StorageDescriptor, Location: `${location}${folderOf(dataset, values)}` },
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

    async observe(): Promise<Observation<PartitionsState, readonly Values[]>> {
      const there = await registered();
      if (there.size === 0 && wanted.length > 0) return { is: 'absent' };
      const missing = wanted.filter(values => !there.has(keyOf(values)));
      const known = new Set(wanted.map(keyOf));
      const more = [...there].filter(key => !known.has(key)).length;
      const state = stateOf(wanted.length - missing.length);
      const notes =
        more === 0 ? [] : [`${more} partitions that the definition does not have: left as they are`];
      // Without a mark nothing shows who changed what: everything that exists counts as applied.
      return { is: 'ours', state, applied: appliedFrom(state), extra: missing, notes };
    },

    create: () => add(wanted),

    update: (_next, _changed, _applied, missing = []) => add(missing),
  };
};
