import type * as z from 'zod/mini';
import { isKind, kinds, partsOf } from '../../lab/kinds.ts';
import {
  dashboardName,
  databaseName,
  jobName,
  jobRoleName,
  type Lab,
  triggerName,
  workgroupName,
  zones,
} from '../../lab/names.ts';
import { parseJson } from '../../lab/parse.ts';
import { dashboard } from '../../reconcile/kinds/dashboard.ts';
import { database } from '../../reconcile/kinds/database.ts';
import { namedQueries, namedQuery } from '../../reconcile/kinds/named-query.ts';
import { jobRole } from '../../reconcile/kinds/role.ts';
import { table } from '../../reconcile/kinds/table.ts';
import { workgroup } from '../../reconcile/kinds/workgroup.ts';
import type { ResourceClients } from '../clients.ts';
import { jobToRestore, triggerToRestore } from './job-settings.ts';
import {
  savedDashboard,
  savedDatabase,
  savedJob,
  savedQuery,
  savedRole,
  savedTable,
  savedTrigger,
  savedWorkgroup,
} from './saved-settings.ts';
import { NotRestorable, type SettingsToRestore, settings } from './settings.ts';

/** Of a lab's name, what comes after a prefix; undefined if the name has another, or nothing comes after it. */
const after = (prefix: string, name: string, pattern: RegExp): string | undefined => {
  const rest = name.startsWith(prefix) ? name.slice(prefix.length) : '';
  return pattern.test(rest) ? rest : undefined;
};

const tableNames = /^[a-z][a-z0-9_]*$/;
const jobNames = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * Saved settings by the id of their resource. What the definition says of it is not needed, so that a lab whose seed is
 * gone can be restored, too.
 *
 * @param text what was saved
 * @param what names it in messages: its address
 * @throws NotRestorable if it is broken, or not about a resource of this lab that has settings to restore
 */
export const settingsToRestore = (
  { athena, cloudWatch, glue, iam }: ResourceClients,
  lab: Lab,
  id: string,
  text: string,
  what: string,
): SettingsToRestore => {
  const { kind, name } = partsOf(id);
  const parsed = <Schema extends z.ZodMiniType>(schema: Schema): z.output<Schema> =>
    parseJson(schema, text, what, NotRestorable);
  const foreign = () =>
    new NotRestorable(`${what}: ${id} is not a resource of lab ${lab.name}, so nothing is restored`);
  if (!isKind(kind)) throw foreign();
  const of: Readonly<Record<string, () => SettingsToRestore>> = {
    table() {
      const zone = zones.find(each => name.startsWith(`${databaseName(lab, each)}.`));
      const found = zone && after(`${databaseName(lab, zone)}.`, name, tableNames);
      if (zone === undefined || found === undefined) throw foreign();
      const definition = { zone, table: found, format: 'parquet', columns: [], partitionKeys: [] } as const;
      return settings(
        table(glue, lab, { ...definition, columns: [], partitionKeys: [] }),
        parsed(savedTable),
      );
    },
    database() {
      const zone = zones.find(each => databaseName(lab, each) === name);
      if (zone === undefined) throw foreign();
      return settings(database(glue, lab, {}, zone), parsed(savedDatabase));
    },
    workgroup() {
      if (name !== workgroupName(lab)) throw foreign();
      const { encryption, ...saved } = parsed(savedWorkgroup);
      const resource = workgroup(athena, lab, { title: '', datasets: [] });
      if (encryption !== undefined && Object.keys(saved).length === 0)
        throw new NotRestorable(
          `${what}: the encryption of query results is a safety setting: set it in Athena, as the file says`,
        );
      return settings(resource, saved);
    },
    'named-query'() {
      const query = after(`${workgroupName(lab)}.`, name, /./s);
      if (query === undefined) throw foreign();
      const saved = parsed(savedQuery);
      const now = async () =>
        namedQuery(athena, lab, { name: query, sql: '' }, await namedQueries(athena, lab));
      return settings(
        {
          ...namedQuery(athena, lab, { name: query, sql: '' }, []),
          observe: async () => (await now()).observe(),
        },
        saved,
      );
    },
    dashboard() {
      if (name !== dashboardName(lab)) throw foreign();
      const saved = parsed(savedDashboard);
      // The text widget that carries the mark: without it, the dashboard would be nobody's.
      if (saved.body !== undefined && !JSON.stringify(saved.body).includes('"${daybreak}"'))
        throw new NotRestorable(
          `${what}: this dashboard has no place for the lab's mark: paste it into one of your own in CloudWatch`,
        );
      const definition = { title: '', synthetic: false, datasets: [], tables: [] };
      return settings(dashboard(cloudWatch, lab, definition), saved);
    },
    role() {
      if (name !== jobRoleName(lab)) throw foreign();
      return settings(jobRole(iam, lab, [], { permissionsBoundary: '', path: '/' }), parsed(savedRole));
    },
    job() {
      const found = after(jobName(lab, ''), name, jobNames);
      if (found === undefined) throw foreign();
      return jobToRestore(glue, lab, found, parsed(savedJob));
    },
    trigger() {
      const found = after(triggerName(lab, ''), name, jobNames);
      if (found === undefined) throw foreign();
      return triggerToRestore(glue, lab, found, parsed(savedTrigger));
    },
    bucket() {
      throw new NotRestorable(
        `${what}: the settings of buckets are not restored. Every rebuild repairs those for safety, and lifecycle rules share one document with everybody else's. The file says what they were: set them in S3`,
      );
    },
  };
  const make = Object.hasOwn(of, kind) ? of[kind] : undefined;
  if (make === undefined)
    throw new NotRestorable(`${what}: ${kinds[kind].plural} have no settings to restore`);
  return make();
};
