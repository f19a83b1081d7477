import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateTriggerCommand,
  DeleteTriggerCommand,
  GetTagsCommand,
  GetTriggerCommand,
  type GlueClient,
  StartTriggerCommand,
  type Trigger,
  UpdateTriggerCommand,
} from '@aws-sdk/client-glue';
import { kinds } from '../../lab/kinds.ts';
import { type AppliedMark, appliedKey, labKey, markOf, parseApplied, type Value } from '../../lab/marks.ts';
import { jobName, type Lab, triggerName } from '../../lab/names.ts';
import { fromDefinition } from '../../lab/statement.ts';
import { orAbsent, unlessDenied } from '../aws-errors.ts';
import { createTagged, untagged } from '../create-tagged.ts';
import type { Identity, Observation, Resource } from '../engine.ts';
import type { KindPermissions, ListedResource } from '../kind.ts';
import { describeWithMark, readMarked } from '../text-mark.ts';

interface TriggerState {
  readonly description: string;
  readonly schedule: string;
  /** What it starts and with which arguments, as Glue returns it. */
  readonly actions: Value;
  readonly enabled: boolean;
  readonly [property: string]: Value;
}

/** States that pass by themselves; in one of them Glue refuses changes. */
const passing = ['CREATING', 'ACTIVATING', 'DEACTIVATING', 'UPDATING', 'DELETING'];
/** Milliseconds between polls of a trigger in such a state, and the number of polls: a minute in all. */
const settling = { pause: 1_000, looks: 60 };

/** The trigger in a settled state; undefined if it does not exist. */
const settled = async (
  glue: GlueClient,
  Name: string,
  wait: typeof settling,
): Promise<Trigger | undefined> => {
  for (let look = 0; look < wait.looks; look += 1) {
    const answer = await orAbsent(glue.send(new GetTriggerCommand({ Name })), 'EntityNotFoundException');
    if (answer?.Trigger === undefined || !passing.includes(answer.Trigger.State ?? ''))
      return answer?.Trigger;
    await sleep(wait.pause);
  }
  throw new Error(
    `trigger ${Name} did not settle within ${(wait.pause * wait.looks) / 1000} seconds. Start the run again`,
  );
};

/** The trigger's actions without empty values, which Glue sometimes returns and sometimes omits. */
const actionsOf = ({ Actions }: Trigger): Value =>
  JSON.parse(
    JSON.stringify(Actions ?? [], (_key, value) =>
      value === null || value === '' || JSON.stringify(value) === '{}' ? undefined : value,
    ),
  );

const stateOf = (trigger: Trigger): TriggerState => ({
  description: readMarked(trigger.Description).text,
  schedule: trigger.Schedule ?? '',
  actions: actionsOf(trigger),
  enabled: trigger.State === 'ACTIVATED',
});

export const triggerPermissions: KindPermissions = {
  ensure: arns => [
    {
      actions: [
        'glue:GetTrigger',
        'glue:CreateTrigger',
        'glue:UpdateTrigger',
        'glue:StartTrigger',
        'glue:TagResource',
        'glue:GetTags',
      ],
      resources: [arns.triggers],
      wildcard: fromDefinition,
    },
  ],
  destroy: arns => [
    {
      actions: ['glue:GetTrigger', 'glue:GetTags', 'glue:DeleteTrigger'],
      resources: [arns.triggers],
      wildcard: fromDefinition,
    },
  ],
};

/** The schedule of a job, identified by the job's name. */
export const triggerOf = (
  glue: GlueClient,
  lab: Lab,
  job: string,
  wait = settling,
): Identity<TriggerState, Trigger> => {
  const Name = triggerName(lab, job);

  /** The mark from when the trigger was created, in case somebody has rewritten its description. */
  const tagged = async (): Promise<{ readonly lab: string | undefined; readonly applied: AppliedMark }> => {
    const ResourceArn = `arn:${lab.partition}:glue:${lab.region}:${lab.account}:trigger/${Name}`;
    const { Tags = {} } = (await unlessDenied(glue.send(new GetTagsCommand({ ResourceArn })))) ?? {};
    return { lab: Tags[labKey], applied: parseApplied(Tags[appliedKey]) };
  };

  return {
    ...kinds.trigger.named(Name),

    async observe(): Promise<Observation<TriggerState, Trigger>> {
      const trigger = await settled(glue, Name, wait);
      if (trigger === undefined) return { is: 'absent' };
      if (trigger.Type !== 'SCHEDULED')
        return {
          is: 'foreign',
          why: `trigger ${Name} exists but is not a schedule, so it can't be adopted: rename or delete it`,
        };
      const described = readMarked(trigger.Description);
      const mark = described.lab === undefined ? await tagged() : described;
      const state = stateOf(trigger);
      if (mark.lab === lab.name) return { is: 'ours', state, applied: mark.applied, extra: trigger };
      return { is: 'unmarked', state, extra: trigger };
    },

    async destroy() {
      await glue.send(new DeleteTriggerCommand({ Name }));
    },
  };
};

/**
 * The schedules of these jobs that carry the lab's mark. If triggers may not be read, the lab has made none.
 * @param jobs names of all jobs that the lab has had
 */
export const listTriggers = async (
  glue: GlueClient,
  lab: Lab,
  jobs: readonly string[],
): Promise<ListedResource[]> => {
  const listed: ListedResource[] = [];
  for (const job of jobs) {
    const identity = triggerOf(glue, lab, job);
    const seen = await orAbsent(identity.observe(), 'AccessDeniedException');
    if (seen?.is === 'ours') listed.push({ identity, marked: true });
  }
  return listed;
};

/** The trigger that starts a job of the lab on its schedule. */
export const jobTrigger = (
  glue: GlueClient,
  lab: Lab,
  definition: { readonly name: string; readonly schedule: string },
  wait = settling,
): Resource<TriggerState, Trigger> => {
  const Name = triggerName(lab, definition.name);
  const Actions = [{ JobName: jobName(lab, definition.name) }];

  /** UpdateTrigger replaces the whole trigger. */
  const write = (next: TriggerState, changed: readonly string[], description: string, before?: Trigger) =>
    glue.send(
      new UpdateTriggerCommand({
        Name,
        TriggerUpdate: {
          Description: description,
          Schedule: next.schedule,
          Actions: changed.includes('actions') ? Actions : (before?.Actions ?? Actions),
        },
      }),
    );

  return {
    ...triggerOf(glue, lab, definition.name, wait),
    properties: { description: {}, schedule: {}, actions: {}, enabled: {} },

    desired: () => ({
      description: `Starts job ${jobName(lab, definition.name)}`,
      schedule: definition.schedule,
      actions: Actions,
      enabled: true,
    }),

    async create(desired, applied) {
      const isTagged = await createTagged(withTags =>
        glue.send(
          new CreateTriggerCommand({
            Name,
            Type: 'SCHEDULED',
            Description: describeWithMark(desired.description, lab, applied),
            Schedule: desired.schedule,
            Actions,
            StartOnCreation: true,
            ...(withTags ? { Tags: { ...markOf(lab, applied) } } : {}),
          }),
        ),
      );
      return isTagged ? undefined : [untagged('its description')];
    },

    async update(next, changed, applied, extra) {
      // First what it starts and when, then whether it starts, and the mark last: after a crash in between, the state
      // does not look like a learner's change, and nothing else has been started.
      if (changed.includes('enabled')) {
        if (changed.length > 1) await write(next, changed, extra?.Description ?? '', extra);
        await settled(glue, Name, wait);
        await glue.send(new StartTriggerCommand({ Name }));
        await settled(glue, Name, wait);
      }
      const description = describeWithMark(next.description, lab, applied);
      const isWritten =
        changed.every(property => property === 'enabled') && extra?.Description === description;
      if (!isWritten) await write(next, changed, description, extra);
    },
  };
};
