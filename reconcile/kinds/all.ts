import type { KindName } from '../../lab/kinds.ts';
import type { KindPermissions } from '../kind.ts';
import { bucketPermissions } from './bucket.ts';
import { dashboardPermissions } from './dashboard.ts';
import { databasePermissions } from './database.ts';
import { datasetPermissions } from './dataset.ts';
import { jobPermissions } from './job.ts';
import { jobFilePermissions } from './job-file.ts';
import { namedQueryPermissions } from './named-query.ts';
import { partitionsPermissions } from './partitions.ts';
import { rolePermissions } from './role.ts';
import { scriptPermissions } from './script.ts';
import { tablePermissions } from './table.ts';
import { triggerPermissions } from './trigger.ts';
import { workgroupPermissions } from './workgroup.ts';

/** The permissions needed to look after each kind. */
export const kindPermissions: Readonly<Record<KindName, KindPermissions>> = {
  bucket: bucketPermissions,
  database: databasePermissions,
  table: tablePermissions,
  partitions: partitionsPermissions,
  dataset: datasetPermissions,
  workgroup: workgroupPermissions,
  'named-query': namedQueryPermissions,
  dashboard: dashboardPermissions,
  role: rolePermissions,
  script: scriptPermissions,
  'job-file': jobFilePermissions,
  job: jobPermissions,
  trigger: triggerPermissions,
};
