import type { AthenaClient } from '@aws-sdk/client-athena';
import { type GlueClient, paginateGetTables } from '@aws-sdk/client-glue';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { S3Client } from '@aws-sdk/client-s3';
import type { LabDefinition } from '../../lab/definition.ts';
import { databaseName, type Zone, zones } from '../../lab/names.ts';
import type { Outcome } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';
import { orAbsent } from '../../reconcile/aws-errors.ts';
import { destroy } from '../../reconcile/engine.ts';
import { bucket } from '../../reconcile/kinds/bucket.ts';
import { database } from '../../reconcile/kinds/database.ts';
import { job } from '../../reconcile/kinds/job.ts';
import { isLabsQuery, namedQueries, namedQuery } from '../../reconcile/kinds/named-query.ts';
import { jobRole, type RoleRules } from '../../reconcile/kinds/role.ts';
import { table } from '../../reconcile/kinds/table.ts';
import { jobTrigger } from '../../reconcile/kinds/trigger.ts';
import { workgroup } from '../../reconcile/kinds/workgroup.ts';
import { isScheduledStill, jobOfName, scriptedJobs, tableOfName } from '../frame/by-name.ts';
import { readDefinition } from '../seed/definition.ts';
import { labObjects } from './lab-objects.ts';
import { assetObjects, athenaObjects } from './service-objects.ts';

export interface Clients {
  readonly athena: AthenaClient;
  readonly glue: GlueClient;
  readonly iam: IAMClient;
  readonly s3: S3Client;
}

/** The definition's jobs, and those of earlier definitions. */
const jobNames = async (s3: S3Client, run: Run, definition: LabDefinition): Promise<readonly string[]> => [
  ...new Set([...definition.jobs.map(({ name }) => name), ...(await scriptedJobs(s3, run.lab))]),
];

/** Jobs, and before them what starts them. */
const destroyJobs = async (
  { glue }: Clients,
  run: Run,
  definition: LabDefinition,
  names: readonly string[],
): Promise<Outcome[]> => {
  const outcomes: Outcome[] = [];
  for (const name of names) {
    const isScheduled = definition.jobs.some(each => each.name === name && each.schedule !== undefined);
    if (isScheduled || (await isScheduledStill(glue, run.lab, name)))
      outcomes.push(...(await destroy(jobTrigger(glue, run.lab, { name, schedule: '' }))));
  }
  for (const name of names) outcomes.push(...(await destroy(job(glue, run.lab, jobOfName(name), ''))));
  return outcomes;
};

/** Every saved query with the lab's mark, and then the workgroup. */
const destroyWorkgroup = async (
  { athena }: Clients,
  run: Run,
  definition: LabDefinition,
): Promise<Outcome[]> => {
  const group = workgroup(athena, run.lab, definition, run.deleteForeignObjects);
  if ((await group.observe()).is !== 'ours') return destroy(group);
  const saved = await namedQueries(athena, run.lab);
  const outcomes: Outcome[] = [];
  for (const query of saved.filter(each => isLabsQuery(run.lab, each)))
    outcomes.push(
      ...(await destroy(namedQuery(athena, run.lab, { name: query.Name ?? '', sql: '' }, [query]))),
    );
  return [...outcomes, ...(await destroy(group))];
};

/** Every table with the lab's mark, also of earlier definitions, and then the database. */
const destroyDatabase = async (
  { glue }: Clients,
  run: Run,
  definition: LabDefinition,
  zone: Zone,
): Promise<Outcome[]> => {
  const names: string[] = [];
  const pages = paginateGetTables({ client: glue }, { DatabaseName: databaseName(run.lab, zone) });
  await orAbsent(
    (async () => {
      for await (const { TableList } of pages) names.push(...(TableList ?? []).map(({ Name }) => Name ?? ''));
    })(),
    'EntityNotFoundException',
  );
  const outcomes: Outcome[] = [];
  for (const name of names) outcomes.push(...(await destroy(table(glue, run.lab, tableOfName(zone, name)))));
  return [...outcomes, ...(await destroy(database(glue, run.lab, definition, zone)))];
};

/**
 * Takes the lab away, in the reverse of the order in which a rebuild makes it: only what carries the lab's mark, and of
 * the objects in its buckets only what the lab, its jobs or its queries put there. Can be repeated at any point.
 */
export const destroyLab = async (
  clients: Clients,
  run: Run,
  rules: RoleRules & { readonly existingRole: string },
): Promise<Outcome[]> => {
  const { lab } = run;
  const { iam, s3 } = clients;
  const definition = await readDefinition(s3, run.definition);
  const jobs = await jobNames(s3, run, definition);
  const outcomes = await destroyJobs(clients, run, definition, jobs);
  if (rules.existingRole === '') outcomes.push(...(await destroy(jobRole(iam, lab, rules))));
  outcomes.push(...(await destroyWorkgroup(clients, run, definition)));
  for (const zone of zones) outcomes.push(...(await destroyDatabase(clients, run, definition, zone)));
  for (const zone of zones)
    outcomes.push(...(await destroy(bucket(s3, lab, zone, labObjects(s3, run, definition, zone)))));
  outcomes.push(...(await destroy(bucket(s3, lab, 'athena', athenaObjects(run)))));
  // The assets come last: until then a second try finds the last report.
  const assets = assetObjects(s3, run, definition, jobs);
  outcomes.push(...(await destroy(bucket(s3, lab, 'assets', assets))));
  return outcomes;
};
