import { AthenaClient } from '@aws-sdk/client-athena';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { S3Client } from '@aws-sdk/client-s3';
import { allOf } from '../../lab/in-parallel.ts';
import type { StepResult } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';
import { awsCalls, s3Calls, waiting } from '../../reconcile/aws-calls.ts';
import { forNewRole } from '../../reconcile/new-role.ts';
import { readEnvironment } from '../frame/environment.ts';
import { step } from '../frame/step.ts';
import { ensureDashboard } from './ensure-dashboard.ts';
import { ensureWorkgroup } from './ensure-workgroup.ts';
import { environment } from './function.ts';

const athena = forNewRole(new AthenaClient(awsCalls));
// A sandbox may deny a service by making it unreachable, and the lab must not wait long for its dashboard.
const cloudWatch = new CloudWatchClient(waiting(4, 1));
const s3 = forNewRole(new S3Client(s3Calls));
const variable = readEnvironment(environment);

interface Input {
  readonly run: Run;
  readonly storage: StepResult;
}

export const handler = step('ensure-workgroup', async ({ run, storage }: Input) => {
  const wanted = variable('DASHBOARD') === 'true';
  const [group, board] = await allOf([
    ensureWorkgroup(athena, s3, run, storage, variable('KMS_KEY_ARN')),
    ensureDashboard(cloudWatch, s3, run, storage, wanted),
  ]);
  return {
    outcomes: [...group.outcomes, ...board.outcomes],
    orphaned: [...(group.orphaned ?? []), ...board.orphaned],
  };
});
