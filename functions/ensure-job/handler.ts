import { GlueClient } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import type { StepResult } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';
import { awsCalls, s3Calls } from '../../reconcile/aws-calls.ts';
import { jobRoleArn } from '../../reconcile/kinds/role.ts';
import { forNewRole } from '../../reconcile/new-role.ts';
import { readEnvironment } from '../frame/environment.ts';
import { step } from '../frame/step.ts';
import { ensureJob } from './ensure-job.ts';
import { environment } from './function.ts';
import { sampleScript } from './sample-script.ts';

const glue = forNewRole(new GlueClient(awsCalls));
const s3 = forNewRole(new S3Client(s3Calls));
const variable = readEnvironment(environment);
const existingRole = variable('EXISTING_ROLE_ARN');

interface Input {
  readonly run: Run;
  readonly storage: StepResult;
}

export const handler = step('ensure-job', ({ run, storage }: Input) => {
  const role = existingRole === '' ? jobRoleArn(run.lab, variable('ROLE_PATH')) : existingRole;
  return ensureJob(glue, s3, sampleScript, run, storage, role, variable('SECURITY_CONFIGURATION'));
});
