import { readFileSync } from 'node:fs';
import { type DatasetFolder, datasetBytes } from '../../lab/datasets.ts';
import type { Dataset, LabDefinition, TableDefinition } from '../../lab/definition.ts';

/*
 * The built-in sample's definition in parts. What a function imports from here travels in its bundle as data, and the
 * rest does not: infra/bundle.ts.
 */

const definition: LabDefinition = JSON.parse(readFileSync(new URL('lab.json', import.meta.url), 'utf8'));

export const { title, synthetic, zones, datasets, tables, jobs, smokeTests, queries } = definition;

/** The datasets as far as their files go. */
export const filesOfDatasets: readonly DatasetFolder[] = datasets.map(
  ({ zone, table, format, partitionKeys, files }) => ({ zone, table, format, partitionKeys, files }),
);

type Described = Pick<TableDefinition, 'zone' | 'table' | 'description'>;

/** The datasets as far as people are told of them. */
export const describedDatasets: readonly (Described & Pick<Dataset, 'bytes' | 'files'>)[] = datasets.map(
  dataset => ({
    zone: dataset.zone,
    table: dataset.table,
    description: dataset.description,
    bytes: datasetBytes(dataset),
  }),
);

/** The other tables, as far as people are told of them. */
export const describedTables: readonly Described[] = tables.map(({ zone, table, description }) => ({
  zone,
  table,
  description,
}));
