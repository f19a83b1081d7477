import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchStopJobRunCommand,
  CreateJobCommand,
  DeleteJobCommand,
  GetJobCommand,
  type GlueClient,
  type Job as GlueJob,
  type JobUpdate,
  paginateGetJobRuns,
  UpdateJobCommand,
} from '@aws-sdk/client-glue';
import type { Job } from '../../lab/definition.ts';
import { RoleNotReady } from '../../lab/errors.ts';
import { glueArguments } from '../../lab/job-arguments.ts';
import { endedStates } from '../../lab/job-runs.ts';
import { kinds } from '../../lab/kinds.ts';
import { type AppliedMark, formatApplied, markOf, parseApplied } from '../../lab/marks.ts';
import { assetKeys, bucketName, isSecurityConfigurationOf, jobName, type Lab } from '../../lab/names.ts';
import { fillPlaceholders } from '../../lab/placeholders.ts';
import { fromDefinition } from '../../lab/statement.ts';
import { isNamed, orAbsent } from '../aws-errors.ts';
import { createTagged, untagged } from '../create-tagged.ts';
import type { Identity, Observation, Property, Resource } from '../engine.ts';
import type { KindPermissions } from '../kind.ts';

interface JobState {
  readonly description: string;
  readonly role: string;
  readonly script: string;
  readonly glueVersion: string;
  readonly workerType: string;
  readonly workers: number;
  /** minutes */
  readonly timeout: number;
  readonly arguments: Readonly<Record<string, string>>;
  /** `securityConfiguration` is its name; empty if the job has none. */
  readonly [property: string]: string | number | Readonly<Record<string, string>>;
}

/** The mark as arguments: GetJob returns no tags, and a script ignores arguments that it does not know. */
const labArgument = '--daybreak-lab';
const appliedArgument = '--daybreak-applied';

/**
 * What Glue says of a role that it cannot assume yet, or ever: `Role arn:… should be given assume role permissions for Glue
 * Service`, `Service is unable to assume provided role. Please verify role's TrustPolicy`.
 * https://docs.aws.amazon.com/glue/latest/dg/glue-troubleshooting-errors.html#error-assume-role-user-policy
 * https://github.com/hashicorp/terraform-provider-aws/issues/30371, https://github.com/boto/boto3/issues/1487
 */
const roleNotReady = {
  codes: ['InvalidInputException', 'ValidationException'],
  message:
    /should be given assume role permissions for Glue Service|^Service is unable to assume (provided |the )?role/i,
};

/** Turns Glue's errors about a role that is seconds old into RoleNotReady; other errors are final. */
const orRoleNotReady = async <T>(answer: Promise<T>, role: string): Promise<T> => {
  try {
    return await answer;
  } catch (error) {
    if (isNamed(error, ...roleNotReady.codes) && roleNotReady.message.test(error.message))
      throw new RoleNotReady(`Glue can't assume ${role} yet: ${error.message}`);
    throw error;
  }
};

const settings = (lab: Lab, state: JobState, applied: AppliedMark, workerType: GlueJob['WorkerType']) => ({
  Description: state.description,
  Role: state.role,
  Command: { Name: 'glueetl', PythonVersion: '3', ScriptLocation: state.script },
  WorkerType: workerType,
  // Somebody's job may have none of these, and Glue takes no empty ones.
  ...(state.glueVersion === '' ? {} : { GlueVersion: state.glueVersion }),
  ...(state.workers === 0 ? {} : { NumberOfWorkers: state.workers }),
  ...(state.timeout === 0 ? {} : { Timeout: state.timeout }),
  DefaultArguments: {
    ...state.arguments,
    [labArgument]: lab.name,
    [appliedArgument]: formatApplied(applied),
  },
});

/** Glue takes no empty name. */
const encryptedBy = (SecurityConfiguration: string) =>
  SecurityConfiguration === '' ? {} : { SecurityConfiguration };

const stateOf = (job: GlueJob): JobState => {
  const { [labArgument]: _lab, [appliedArgument]: _applied, ...rest } = job.DefaultArguments ?? {};
  return {
    description: job.Description ?? '',
    role: job.Role ?? '',
    script: job.Command?.ScriptLocation ?? '',
    glueVersion: job.GlueVersion ?? '',
    workerType: job.WorkerType ?? '',
    workers: job.NumberOfWorkers ?? 0,
    timeout: job.Timeout ?? 0,
    securityConfiguration: job.SecurityConfiguration ?? '',
    arguments: rest,
  };
};

/** Settings to send again: UpdateJob replaces the whole job and resets what is missing. */
const keptSettings = ({
  Name: _name,
  CreatedOn: _created,
  LastModifiedOn: _modified,
  AllocatedCapacity: _allocated,
  MaxCapacity: _capacity,
  ProfileName: _profile,
  SecurityConfiguration: _security,
  ...rest
}: GlueJob): JobUpdate => rest;

/** Milliseconds between polls of stopping runs, and the number of polls: Glue takes up to a minute. */
const stopping = { pause: 2_000, looks: 45 };

/** Stops the job's runs and waits for their end: a run goes on writing after its job is deleted. */
const stopRuns = async (glue: GlueClient, JobName: string, wait: typeof stopping): Promise<void> => {
  for (let look = 0; look < wait.looks; look += 1) {
    const running: string[] = [];
    for await (const { JobRuns } of paginateGetJobRuns({ client: glue }, { JobName }))
      for (const { Id, JobRunState } of JobRuns ?? [])
        if (Id !== undefined && !endedStates.includes(JobRunState)) running.push(Id);
    if (running.length === 0) return;
    if (look === 0)
      // One call takes at most 25.
      for (let start = 0; start < running.length; start += 25)
        await glue.send(new BatchStopJobRunCommand({ JobName, JobRunIds: running.slice(start, start + 25) }));
    await sleep(wait.pause);
  }
  throw new Error(
    `runs of job ${JobName} did not stop within ${(wait.pause * wait.looks) / 1000} seconds. Start the run again`,
  );
};

export const jobPermissions: KindPermissions = {
  ensure: arns => [
    {
      actions: ['glue:GetJob', 'glue:CreateJob', 'glue:UpdateJob', 'glue:TagResource'],
      resources: [arns.jobs],
      wildcard: fromDefinition,
    },
    {
      actions: ['iam:PassRole'],
      resources: [arns.jobRole],
      condition: { StringEquals: { 'iam:PassedToService': 'glue.amazonaws.com' } },
    },
  ],
  destroy: arns => [
    {
      actions: ['glue:GetJob', 'glue:GetJobRuns', 'glue:BatchStopJobRun', 'glue:DeleteJob'],
      resources: [arns.jobs],
      wildcard: fromDefinition,
    },
  ],
};

/** One Glue job, identified by its name in the definition. */
export const jobNamed = (
  glue: GlueClient,
  lab: Lab,
  job: string,
  wait = stopping,
): Identity<JobState, GlueJob> => {
  const Name = jobName(lab, job);
  return {
    ...kinds.job.named(Name),

    async observe(): Promise<Observation<JobState, GlueJob>> {
      const answer = await orAbsent(
        glue.send(new GetJobCommand({ JobName: Name })),
        'EntityNotFoundException',
      );
      if (answer?.Job === undefined) return { is: 'absent' };
      const extra = answer.Job;
      const state = stateOf(extra);
      if (extra.DefaultArguments?.[labArgument] === lab.name)
        return { is: 'ours', state, extra, applied: parseApplied(extra.DefaultArguments[appliedArgument]) };
      return { is: 'unmarked', state, extra };
    },

    async destroy() {
      await stopRuns(glue, Name, wait);
      await glue.send(new DeleteJobCommand({ JobName: Name }));
    },
  };
};

/**
 * One Glue job, ready to run, with the definition's limits on workers and time.
 * @param securityConfiguration its name; empty if the lab has no KMS key of its own
 */
export const job = (
  glue: GlueClient,
  lab: Lab,
  definition: Job,
  role: string,
  securityConfiguration = '',
  wait = stopping,
): Resource<JobState, GlueJob> => {
  const Name = jobName(lab, definition.name);
  /** Without a key, nobody's encryption is compared. */
  const ifKey = <T>(property: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
    securityConfiguration === '' ? {} : property;
  return {
    ...jobNamed(glue, lab, definition.name, wait),
    properties: {
      description: {},
      role: {},
      script: {},
      glueVersion: {},
      workerType: {},
      workers: {},
      timeout: {},
      // As for a bucket, only less than encryption is put right, whoever changed it.
      ...ifKey<Property>({ securityConfiguration: { always: observed => observed === '' } }),
      arguments: {},
    },

    desired: () => ({
      description: definition.description ?? '',
      role,
      script: `s3://${bucketName(lab, 'assets')}/${assetKeys.jobScript(definition.name)}`,
      glueVersion: definition.glueVersion,
      workerType: definition.workerType,
      workers: definition.workers,
      timeout: definition.timeoutMinutes,
      ...ifKey({ securityConfiguration }),
      arguments: Object.fromEntries([
        ...Object.entries(definition.arguments).map(([name, value]) => [name, fillPlaceholders(lab, value)]),
        ...glueArguments(definition, bucketName(lab, 'assets')).map(({ argument, value }) => [
          argument,
          value,
        ]),
      ]),
    }),

    async create(desired, applied) {
      const isTagged = await createTagged(withTags =>
        orRoleNotReady(
          glue.send(
            new CreateJobCommand({
              Name,
              ...settings(lab, desired, applied, definition.workerType),
              ...encryptedBy(securityConfiguration),
              MaxRetries: 0,
              ExecutionProperty: { MaxConcurrentRuns: 1 },
              ...(withTags ? { Tags: { ...markOf(lab, applied) } } : {}),
            }),
          ),
          role,
        ),
      );
      return isTagged ? undefined : [untagged('its arguments')];
    },

    async update(next, changed, applied, extra) {
      const workerType = changed.includes('workerType') ? definition.workerType : extra?.WorkerType;
      const before = extra === undefined ? {} : keptSettings(extra);
      const { SecurityConfiguration: found = '' } = extra ?? {};
      // The role may no longer use the key of a lab that has none.
      const isOld = securityConfiguration === '' && isSecurityConfigurationOf(lab, found);
      const kept = isOld ? '' : found;
      const JobUpdate = {
        ...before,
        ...settings(lab, next, applied, workerType),
        ...encryptedBy(changed.includes('securityConfiguration') ? securityConfiguration : kept),
      };
      await orRoleNotReady(glue.send(new UpdateJobCommand({ JobName: Name, JobUpdate })), role);
      return isOld ? [`its security configuration ${found} is taken off: the lab has no KMS key`] : undefined;
    },
  };
};
