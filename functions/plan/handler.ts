import { AthenaClient } from '@aws-sdk/client-athena';
import { GlueClient } from '@aws-sdk/client-glue';
import { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { servicesIn } from '../../lab/job-statements.ts';
import type { Execution } from '../../lab/run.ts';
import { awsCalls, s3Calls, waiting } from '../../reconcile/aws-calls.ts';
import { forNewRole } from '../../reconcile/new-role.ts';
import { labOf, readEnvironment } from '../frame/environment.ts';
import { handlerOf } from '../frame/step.ts';
import { environment } from './function.ts';
import { plan } from './plan.ts';

const clients = {
  athena: forNewRole(new AthenaClient(awsCalls)),
  glue: forNewRole(new GlueClient(awsCalls)),
  // Only for a note: where it is denied by making it unreachable, a run must not wait for it.
  lakeFormation: new LakeFormationClient({ ...waiting(4, 1), maxAttempts: 1 }),
  s3: forNewRole(new S3Client(s3Calls)),
  sfn: forNewRole(new SFNClient(awsCalls)),
};
const variable = readEnvironment(environment);
const settings = {
  lab: labOf(variable),
  stateMachineArn: variable('STATE_MACHINE_ARN'),
  seedUri: variable('SEED_URI'),
  datasets: variable('DATASETS')
    .split(',')
    .flatMap(name => name.trim() || []),
  maxSeedGiB: Number(variable('MAX_SEED_GIB')),
  runJob: variable('RUN_JOB') === 'true',
  schedule: variable('SCHEDULE_EXPRESSION'),
  maxDollarsPerDay: Number(variable('MAX_DOLLARS_PER_DAY')),
  jobPolicies: servicesIn(variable('JOB_POLICIES')),
};
interface Input {
  readonly execution: Execution;
  readonly input: unknown;
}

export const handler = handlerOf(
  'plan',
  ({ execution }: Input) => ({ lab: settings.lab.name, run: execution.name }),
  event => plan(clients, settings, event.execution, event.input),
);
