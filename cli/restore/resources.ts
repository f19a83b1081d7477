import { type GlueClient, StopTriggerCommand } from '@aws-sdk/client-glue';
import * as z from 'zod/mini';
import type { Job } from '../../lab/definition.ts';
import { jobDefaults } from '../../lab/definition-defaults.ts';
import { isKind, type KindName, kinds, partsOf } from '../../lab/kinds.ts';
import type { State } from '../../lab/marks.ts';
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
import type { Displace } from '../../reconcile/engine.ts';
import { dashboard } from '../../reconcile/kinds/dashboard.ts';
import { database } from '../../reconcile/kinds/database.ts';
import { job } from '../../reconcile/kinds/job.ts';
import { namedQueries, namedQuery } from '../../reconcile/kinds/named-query.ts';
import { jobRole } from '../../reconcile/kinds/role.ts';
import { table } from '../../reconcile/kinds/table.ts';
import { jobTrigger } from '../../reconcile/kinds/trigger.ts';
import { workgroup } from '../../reconcile/kinds/workgroup.ts';
import {
  type Look,
  lookAtSettings,
  type RestorableResource,
  type Restored,
  restoreSettings,
} from '../../reconcile/restore.ts';
import type { ResourceClients } from '../clients.ts';
import { Failed } from '../errors.ts';
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

/** Saved settings, and the resource whose they were. */
export interface SettingsToRestore {
  readonly kind: KindName;
  /** The saved properties. */
  readonly properties: readonly string[];
  look(): Promise<Look>;
  restore(displace: Displace): Promise<Restored>;
}

/** Settings that can't be restored, whatever is there now. The message says why, and what to do. */
export class NotRestorable extends Failed {}

const settings = <S extends State, Extra>(
  resource: RestorableResource<S, Extra>,
  saved: Partial<S>,
): SettingsToRestore => ({
  kind: resource.kind,
  properties: Object.keys(saved),
  look: () => lookAtSettings(resource, saved),
  restore: displace => restoreSettings(resource, saved, displace),
});

/** What the settings of a job do not depend on: only its name is needed to write them. */
const jobCalled = (name: string): Job => ({
  name,
  script: { key: '', bytes: 0, crc32: '' },
  ...jobDefaults,
});

const jobToRestore = (
  glue: GlueClient,
  lab: Lab,
  name: string,
  saved: z.output<typeof savedJob>,
): SettingsToRestore => {
  const resource = job(glue, lab, jobCalled(name), '');
  return settings(
    {
      ...resource,
      properties: { ...resource.properties, securityConfiguration: { always: true } },
      update(next, changed, applied, extra) {
        // The definition's type is none that somebody chose; the encryption stays as it is.
        const { SecurityConfiguration = '' } = extra ?? {};
        const WorkerType = changed.includes('workerType') ? saved.workerType : extra?.WorkerType;
        const others = changed.filter(property => property !== 'workerType');
        const before = extra === undefined ? undefined : { ...extra, WorkerType };
        return job(glue, lab, jobCalled(name), '', SecurityConfiguration).update(
          next,
          others,
          applied,
          before,
        );
      },
    },
    saved,
  );
};

const triggerToRestore = (
  glue: GlueClient,
  lab: Lab,
  name: string,
  { actions, ...saved }: z.output<typeof savedTrigger>,
): SettingsToRestore => {
  const resource = jobTrigger(glue, lab, { name, schedule: '' });
  const restorable: typeof resource = {
    ...resource,
    async update(next, changed, applied, extra) {
      const isStopped = changed.includes('enabled') && !next.enabled;
      const before = extra === undefined || actions === undefined ? extra : { ...extra, Actions: actions };
      // It would write the definition's actions, and can only start a trigger.
      const others = changed.filter(each => each !== 'actions' && !(each === 'enabled' && isStopped));
      const isOnlyStopped = isStopped && changed.length === 1;
      // Somebody's schedule must not start anything between two calls.
      if (isStopped) await glue.send(new StopTriggerCommand({ Name: triggerName(lab, name) }));
      if (isOnlyStopped) return undefined;
      await resource.observe();
      return resource.update(
        next,
        changed.includes('actions') ? [...others, 'description'] : others,
        applied,
        before,
      );
    },
  };
  return settings(restorable, actions === undefined ? saved : { ...saved, actions: asValue(actions) });
};

/** Without what is not there, as the kind compares actions. */
const asValue = (actions: NonNullable<z.output<typeof savedTrigger>['actions']>) =>
  z.parse(z.json(), JSON.parse(JSON.stringify(actions)));

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
export const settingsToRestore = async (
  { athena, cloudWatch, glue, iam }: ResourceClients,
  lab: Lab,
  id: string,
  text: string,
  what: string,
): Promise<SettingsToRestore> => {
  const { kind, name } = partsOf(id);
  const parsed = <Schema extends z.ZodMiniType>(schema: Schema): z.output<Schema> =>
    parseJson(schema, text, what, NotRestorable);
  const foreign = () =>
    new NotRestorable(`${what}: ${id} is not a resource of lab ${lab.name}, so nothing is restored`);
  if (!isKind(kind)) throw foreign();
  const of: Readonly<Record<string, () => Promise<SettingsToRestore> | SettingsToRestore>> = {
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
    async 'named-query'() {
      const query = after(`${workgroupName(lab)}.`, name, /./s);
      if (query === undefined) throw foreign();
      const saved = parsed(savedQuery);
      const definition = { name: query, sql: '' };
      return settings(namedQuery(athena, lab, definition, await namedQueries(athena, lab)), saved);
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
        `${what}: the settings of buckets are not restored. Those for safety every rebuild puts right, and lifecycle rules are in one document with everybody else's. The file says what they were: set them in S3`,
      );
    },
  };
  const make = Object.hasOwn(of, kind) ? of[kind] : undefined;
  if (make === undefined)
    throw new NotRestorable(`${what}: ${kinds[kind].plural} have no settings to restore`);
  return make();
};
