import {
  BatchCreatePartitionCommand,
  GetTableCommand,
  type GlueClient,
  type PartitionInput,
  paginateGetPartitions,
} from '@aws-sdk/client-glue';
import type { Dataset } from '../../lab/definition.ts';
import { kinds } from '../../lab/kinds.ts';
import { databaseName, type Lab } from '../../lab/names.ts';
import type { Outcome } from '../../lab/outcomes.ts';
import { fromDefinition } from '../../lab/statement.ts';
import { orAbsent } from '../aws-errors.ts';
import type { Mood } from '../engine.ts';
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
  // They go with their table.
  destroy: () => [],
};

const keyOf = (values: readonly string[]): string => JSON.stringify(values);

/**
 * Registers the partitions that a dataset's files lie in. A partition has no mark and is never changed: what is
 * missing is added, what is there stays, whoever made it.
 *
 * @param wanted partition values as they stand in the files' folders, in the order of the keys
 */
export const reconcilePartitions = async (
  glue: GlueClient,
  lab: Lab,
  dataset: Dataset,
  wanted: readonly (readonly string[])[],
  mood: Mood,
): Promise<Outcome> => {
  const DatabaseName = databaseName(lab, dataset.zone);
  const TableName = dataset.table;
  const there = new Set<string>();
  const pages = paginateGetPartitions(
    { client: glue },
    { DatabaseName, TableName, ExcludeColumnSchema: true },
  );
  await orAbsent(
    (async () => {
      for await (const page of pages)
        for (const { Values } of page.Partitions ?? []) there.add(keyOf(Values ?? []));
    })(),
    'EntityNotFoundException',
  );
  const missing = wanted.filter(values => !there.has(keyOf(values)));
  const known = new Set(wanted.map(keyOf));
  const extra = [...there].filter(key => !known.has(key)).length;
  if (!mood.planning && missing.length > 0) {
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
  }
  return {
    resource: kinds.partitions.id(DatabaseName, TableName),
    outcome: missing.length === 0 ? 'unchanged' : there.size === 0 ? 'created' : 'updated',
    changes:
      missing.length === 0
        ? []
        : [
            {
              property: 'partitions',
              from: `${wanted.length - missing.length} of ${wanted.length}`,
              to: `${wanted.length}`,
            },
          ],
    kept: [],
    notes: extra === 0 ? [] : [`${extra} partitions more than the definition's: left as they are`],
  };
};
