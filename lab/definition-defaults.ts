import type { LabDefinition, PublishedDefinition } from './definition.ts';
import { schemaVersion } from './version.ts';

/**
 * Defaults of the keys that a definition leaves out, for the schema and for the steps that read a definition without
 * it. Every seed ever published relies on them: changing a default needs a new `schemaVersion`.
 */
export const definitionDefaults = {
  schemaVersion,
  synthetic: false,
  tables: [],
  jobs: [],
  smokeTests: [],
  queries: [],
};

/** Defaults of each dataset and each table. */
export const tableDefaults = { partitionKeys: [] };

/** Defaults of each job. */
export const jobDefaults = {
  arguments: {},
  glueVersion: '5.0' as const,
  workerType: 'G.1X' as const,
  workers: 2,
  timeoutMinutes: 10,
};

/** Fills in the defaults of a definition that the schema has already accepted, without loading the schema. */
export const withDefaults = (published: PublishedDefinition): LabDefinition => {
  const definition = { ...definitionDefaults, ...published };
  return {
    ...definition,
    datasets: definition.datasets.map(dataset => ({ ...tableDefaults, ...dataset })),
    tables: definition.tables.map(table => ({ ...tableDefaults, ...table })),
    jobs: definition.jobs.map(job => ({ ...jobDefaults, ...job })),
  };
};
