import { tablesOf } from './datasets.ts';
import type { LabDefinition } from './definition.ts';
import { fileNameOf, jobFiles } from './job-files.ts';
import {
  bucketName,
  bucketPurposes,
  databaseName,
  jobName,
  jobRoleName,
  type Lab,
  triggerName,
  workgroupName,
  zones,
} from './names.ts';

/** How outcomes, and `adopt`, name each kind of resource. */
export const resourceId = {
  bucket: (name: string): string => `bucket/${name}`,
  database: (name: string): string => `database/${name}`,
  table: (database: string, table: string): string => `table/${database}.${table}`,
  partitions: (database: string, table: string): string => `partitions/${database}.${table}`,
  dataset: ({ zone, table }: { readonly zone: string; readonly table: string }): string =>
    `dataset/${zone}.${table}`,
  workgroup: (name: string): string => `workgroup/${name}`,
  namedQuery: (workgroup: string, query: string): string => `named-query/${workgroup}.${query}`,
  role: (name: string): string => `role/${name}`,
  script: (job: string): string => `script/${job}`,
  jobFile: (job: string, file: string): string => `job-file/${job}/${file}`,
  job: (name: string): string => `job/${name}`,
  trigger: (name: string): string => `trigger/${name}`,
} as const;

/** Every resource that a lab with this definition has. */
export const resourceIds = (lab: Lab, definition: LabDefinition): readonly string[] => [
  ...bucketPurposes.map(purpose => resourceId.bucket(bucketName(lab, purpose))),
  ...zones.map(zone => resourceId.database(databaseName(lab, zone))),
  ...tablesOf(definition).map(({ zone, table }) => resourceId.table(databaseName(lab, zone), table)),
  ...definition.datasets.map(resourceId.dataset),
  ...definition.datasets
    .filter(({ partitionKeys }) => partitionKeys.length > 0)
    .map(({ zone, table }) => resourceId.partitions(databaseName(lab, zone), table)),
  resourceId.workgroup(workgroupName(lab)),
  ...definition.queries.map(({ name }) => resourceId.namedQuery(workgroupName(lab), name)),
  resourceId.role(jobRoleName(lab)),
  ...definition.jobs.flatMap(job => [
    resourceId.script(job.name),
    ...jobFiles(job).map(file => resourceId.jobFile(job.name, fileNameOf(file))),
    resourceId.job(jobName(lab, job.name)),
    ...(job.schedule === undefined ? [] : [resourceId.trigger(triggerName(lab, job.name))]),
  ]),
];
