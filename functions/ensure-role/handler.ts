import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import type { JobStatement } from '../../lab/job-statements.ts';
import type { StepResult } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';
import { awsCalls, s3Calls } from '../../reconcile/aws-calls.ts';
import { forNewRole } from '../../reconcile/new-role.ts';
import { readEnvironment } from '../frame/environment.ts';
import { step } from '../frame/step.ts';
import { ensureRole } from './ensure-role.ts';
import { environment } from './function.ts';

const iam = forNewRole(new IAMClient(awsCalls));
const s3 = forNewRole(new S3Client(s3Calls));
const variable = readEnvironment(environment);
const rules = {
  existingRole: variable('EXISTING_ROLE_ARN'),
  permissionsBoundary: variable('PERMISSIONS_BOUNDARY_ARN'),
  path: variable('ROLE_PATH'),
  encryption: {
    key: variable('KMS_KEY_ARN'),
    securityConfiguration: variable('SECURITY_CONFIGURATION'),
  },
};

interface Input {
  readonly run: Run;
  readonly storage: StepResult;
  readonly tables: readonly string[];
  /** Absent in a run that began before the stack was updated. */
  readonly statements?: readonly JobStatement[];
}

export const handler = step('ensure-role', ({ run, storage, tables, statements = [] }: Input) =>
  ensureRole(iam, s3, run, storage, { tables, statements }, rules),
);
