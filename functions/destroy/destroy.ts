import type { AthenaClient } from '@aws-sdk/client-athena';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { GlueClient } from '@aws-sdk/client-glue';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { S3Client } from '@aws-sdk/client-s3';
import * as sample from '../../data/olist-sample/parts.ts';
import { type KindName, kindNames } from '../../lab/kinds.ts';
import { databaseName, zones } from '../../lab/names.ts';
import type { Outcome } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';
import { destroy, type Identity } from '../../reconcile/engine.ts';
import { scriptedJobs } from '../../reconcile/job-keys.ts';
import type { ListedResource } from '../../reconcile/kind.ts';
import { bucketOf, orBucketNotReady } from '../../reconcile/kinds/bucket.ts';
import { dashboardOf } from '../../reconcile/kinds/dashboard.ts';
import { databaseOf } from '../../reconcile/kinds/database.ts';
import { jobNamed } from '../../reconcile/kinds/job.ts';
import { listNamedQueries, namedQueries } from '../../reconcile/kinds/named-query.ts';
import { jobRoleOf } from '../../reconcile/kinds/role.ts';
import { listTables } from '../../reconcile/kinds/table.ts';
import { listTriggers, triggerOf } from '../../reconcile/kinds/trigger.ts';
import { workgroupOf } from '../../reconcile/kinds/workgroup.ts';
import { readDefinition } from '../seed/definition.ts';
import { labObjects, type Owned } from './lab-objects.ts';
import { assetObjects, athenaObjects } from './service-objects.ts';

export interface Clients {
  readonly athena: AthenaClient;
  readonly cloudWatch: CloudWatchClient;
  readonly glue: GlueClient;
  readonly iam: IAMClient;
  readonly s3: S3Client;
}

/** Names of the jobs of this definition and of earlier ones. */
const jobNames = async (s3: S3Client, run: Run, definition: Owned): Promise<readonly string[]> => [
  ...new Set([...definition.jobs.map(({ name }) => name), ...(await scriptedJobs(s3, run.lab))]),
];

/**
 * The tables that jobs write to: those that the definition has for them, and those of earlier definitions. A table that
 * somebody made under such a name is theirs, and so is what lies in its folder.
 */
const writtenTables = ({ lab }: Run, definition: Owned, listed: readonly ListedResource[]) => {
  const isIn = (of: Owned['tables'], { zone, table }: Owned['tables'][number]): boolean =>
    of.some(each => each.zone === zone && each.table === table);
  const inCatalog = zones.flatMap(zone => {
    const database = `${databaseName(lab, zone)}.`;
    return listed
      .filter(({ identity }) => identity.name.startsWith(database))
      .map(({ identity, marked }) => ({ zone, table: identity.name.slice(database.length), marked }));
  });
  const theirs = inCatalog.filter(({ marked }) => !marked);
  const labs = inCatalog.filter(({ marked }) => marked);
  return [...definition.tables, ...labs].filter(
    each => !isIn(theirs, each) && !isIn(definition.datasets, each),
  );
};

const withTheirContainer = async (): Promise<readonly Identity[]> => [];

/** Lists what there is to destroy, by kind. */
const listsOf = (
  { athena, cloudWatch, glue, iam, s3 }: Clients,
  run: Run,
  definition: Owned,
  jobs: readonly string[],
  tables: readonly ListedResource[],
  existingRole: string,
): Readonly<Record<KindName, () => Promise<readonly Identity[]>>> => {
  const { lab } = run;
  const everything = run.deleteForeignObjects;
  const workgroup = workgroupOf(athena, lab, everything);
  const written = writtenTables(run, definition, tables);
  return {
    // The assets bucket is last: until then a second attempt still finds the last report.
    bucket: async () => [
      ...zones.map(zone =>
        bucketOf(s3, lab, zone, labObjects(s3, run, definition, written, zone), everything),
      ),
      bucketOf(s3, lab, 'athena', athenaObjects, everything),
      bucketOf(s3, lab, 'assets', assetObjects(s3, run, definition, jobs), everything),
    ],
    database: async () => zones.map(zone => databaseOf(glue, lab, zone)),
    // Includes those of others, to report that they stay.
    table: async () => tables.map(({ identity }) => identity),
    partitions: withTheirContainer,
    dataset: withTheirContainer,
    workgroup: async () => [workgroup],
    'named-query': async () => {
      if ((await workgroup.observe()).is !== 'ours') return [];
      const listed = listNamedQueries(athena, lab, await namedQueries(athena, lab));
      return listed.flatMap(({ identity, marked }) => (marked ? [identity] : []));
    },
    dashboard: async () => [dashboardOf(cloudWatch, lab)],
    role: async () => (existingRole === '' ? [jobRoleOf(iam, lab)] : []),
    script: withTheirContainer,
    'job-file': withTheirContainer,
    job: async () => jobs.map(job => jobNamed(glue, lab, job)),
    trigger: async () => {
      const scheduled = definition.jobs.filter(({ schedule }) => schedule !== undefined);
      const names = scheduled.map(({ name }) => name);
      const others = await listTriggers(
        glue,
        lab,
        jobs.filter(job => !names.includes(job)),
      );
      return [...names.map(job => triggerOf(glue, lab, job)), ...others.map(({ identity }) => identity)];
    },
  };
};

/**
 * Destroys the lab in the reverse order of a rebuild: only resources with the lab's mark, and only objects that the
 * lab, its jobs or its queries put into its buckets. Can be repeated at any point. A run that only looks says the same
 * of each resource, and changes nothing.
 *
 * @param existingRole the role that the account provides for the jobs, which stays; empty if the lab has its own
 */
export const destroyLab = async (clients: Clients, run: Run, existingRole: string): Promise<Outcome[]> => {
  const definition = await readDefinition(clients.s3, run.definition, {
    datasets: sample.filesOfDatasets,
    tables: sample.describedTables,
    jobs: sample.jobs,
  });
  const jobs = await jobNames(clients.s3, run, definition);
  const tables = await listTables(clients.glue, run.lab);
  const lists = listsOf(clients, run, definition, jobs, tables, existingRole);
  const outcomes: Outcome[] = [];
  for (const kind of kindNames.toReversed())
    for (const identity of await lists[kind]()) {
      const destroyed = destroy(identity, run.looking);
      outcomes.push(...(await (kind === 'bucket' ? orBucketNotReady(destroyed, identity.name) : destroyed)));
    }
  return outcomes;
};
