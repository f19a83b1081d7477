import { type GlueClient, StopTriggerCommand } from '@aws-sdk/client-glue';
import * as z from 'zod/mini';
import type { Job } from '../../lab/definition.ts';
import { jobDefaults } from '../../lab/definition-defaults.ts';
import { type Lab, triggerName } from '../../lab/names.ts';
import { job } from '../../reconcile/kinds/job.ts';
import { jobTrigger } from '../../reconcile/kinds/trigger.ts';
import type { savedJob, savedTrigger } from './saved-settings.ts';
import { type SettingsToRestore, settings } from './settings.ts';

/** Stands for the definition's job: to write settings that are saved, only its name is needed. */
const jobCalled = (name: string): Job => ({
  name,
  script: { key: '', bytes: 0, crc32: '' },
  ...jobDefaults,
});

/** A job's settings. What its kind writes only from the definition comes from the saved settings. */
export const jobToRestore = (
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
        const WorkerType = changed.includes('workerType') ? saved.workerType || undefined : extra?.WorkerType;
        const others = changed.filter(property => property !== 'workerType');
        // What somebody's job did not have must not stay either.
        const unset = {
          ...(next.workers === 0 ? { NumberOfWorkers: undefined } : {}),
          ...(next.timeout === 0 ? { Timeout: undefined } : {}),
          ...(next.glueVersion === '' ? { GlueVersion: undefined } : {}),
        };
        const before = extra === undefined ? undefined : { ...extra, ...unset, WorkerType };
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

/** A schedule's settings; likewise. */
export const triggerToRestore = (
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
