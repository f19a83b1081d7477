import type { LabDefinition, PublishedDefinition } from './definition.ts';
import { schemaVersion } from './schema-version.ts';

/**
 * What a definition means where it leaves a key out. The schema takes its defaults from here, and so do the steps that
 * read a definition without the schema. They hold for every seed ever published: another default is another
 * `schemaVersion`.
 */
export const definitionDefaults = {
  schemaVersion,
  synthetic: false,
  tables: [],
  jobs: [],
  smokeTests: [],
  queries: [],
};

/** Of each dataset and each table. */
export const tableDefaults = { partitionKeys: [] };

/** Of each job. */
export const jobDefaults = {
  arguments: {},
  glueVersion: '5.0' as const,
  workerType: 'G.1X' as const,
  workers: 2,
  timeoutMinutes: 10,
};

/** What the schema would make of a definition that it has accepted, without the schema. */
export const withDefaults = (published: PublishedDefinition): LabDefinition => {
  const definition = { ...definitionDefaults, ...published };
  return {
    ...definition,
    datasets: definition.datasets.map(dataset => ({ ...tableDefaults, ...dataset })),
    tables: definition.tables.map(table => ({ ...tableDefaults, ...table })),
    jobs: definition.jobs.map(job => ({ ...jobDefaults, ...job })),
  };
};
