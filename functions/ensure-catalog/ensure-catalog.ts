import type { GlueClient } from '@aws-sdk/client-glue';
import type { S3Client } from '@aws-sdk/client-s3';
import * as sample from '../../data/olist-sample/parts.ts';
import { datasetPrefix, selectDatasets, tablesOf } from '../../lab/datasets.ts';
import type { Dataset } from '../../lab/definition.ts';
import { allOf, inParallel } from '../../lab/in-parallel.ts';
import { kinds } from '../../lab/kinds.ts';
import { databaseName, zones } from '../../lab/names.ts';
import { outcomeOf } from '../../lab/outcome-of.ts';
import type { StepOutcomes, StepResult } from '../../lab/outcomes.ts';
import { type Partition, partitionOf } from '../../lab/partition.ts';
import type { Run } from '../../lab/run.ts';
import { reconcile } from '../../reconcile/engine.ts';
import { orphansAmong } from '../../reconcile/kind.ts';
import { database } from '../../reconcile/kinds/database.ts';
import { partitions } from '../../reconcile/kinds/partitions.ts';
import { listTables, table } from '../../reconcile/kinds/table.ts';
import { moodOf } from '../frame/mood.ts';
import { readDefinition } from '../seed/definition.ts';
import { filesOf } from '../seed/files.ts';

/** Glue throttles a burst of calls on new accounts. */
const tablesAtOnce = 4;

/** The catalog holds one folder for a partition. Publishing refuses a dataset that has two: the first is as good. */
const partitionsOf = async (s3: S3Client, run: Run, dataset: Dataset): Promise<readonly Partition[]> => {
  const found = new Map<string, Partition>();
  const skip = datasetPrefix(dataset).length;
  for await (const { key } of filesOf(s3, run.definition, dataset)) {
    const partition = partitionOf(dataset.partitionKeys, key.slice(skip));
    const values = JSON.stringify(partition?.values);
    if (partition !== undefined && !found.has(values)) found.set(values, partition);
  }
  return [...found.values()];
};

/** Reconciles databases, tables and partitions. */
export const ensureCatalog = async (
  glue: GlueClient,
  s3: S3Client,
  run: Run,
  storage: StepResult,
): Promise<StepOutcomes> => {
  const { lab } = run;
  const mood = moodOf(s3, run, storage);
  const [definition, listed] = await allOf([
    readDefinition(s3, run.definition, {
      zones: sample.zones,
      datasets: sample.datasets,
      tables: sample.tables,
    }),
    listTables(glue, lab),
  ]);
  const inListing = new Map(listed.map(({ identity, found }) => [identity.id, found]));
  const databases = await inParallel(zones.length, zones, zone =>
    reconcile(database(glue, lab, definition, zone), mood),
  );
  const refused = new Set(
    databases.filter(({ outcome }) => outcome === 'refused').map(({ resource }) => resource),
  );

  const tables = await inParallel(tablesAtOnce, tablesOf(definition), async definitionOf => {
    const database = databaseName(lab, definitionOf.zone);
    const databaseId = kinds.database.id(database);
    const id = kinds.table.id(database, definitionOf.table);
    const resource = table(glue, lab, definitionOf, inListing.has(id) ? inListing.get(id) : 'absent');
    if (!refused.has(databaseId)) return reconcile(resource, mood);
    const notes = [`${databaseId} was refused: nothing is created in it`];
    return outcomeOf(resource, 'refused', { notes });
  });
  const foreign = new Set(
    tables.filter(({ outcome }) => outcome === 'refused').map(({ resource }) => resource),
  );

  const partitioned = selectDatasets(definition, run.datasets).filter(
    dataset => dataset.partitionKeys.length > 0 && !foreign.has(table(glue, lab, dataset).id),
  );
  const registered = await inParallel(tablesAtOnce, partitioned, async dataset =>
    reconcile(partitions(glue, lab, dataset, await partitionsOf(s3, run, dataset)), mood),
  );
  return {
    outcomes: [...databases, ...tables, ...registered],
    orphaned: orphansAmong(listed, kinds.table.ids(lab, definition)),
  };
};
