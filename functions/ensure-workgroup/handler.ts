import { AthenaClient } from '@aws-sdk/client-athena';
import { S3Client } from '@aws-sdk/client-s3';
import type { StepResult } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';
import { awsCalls, s3Calls } from '../../reconcile/aws-calls.ts';
import { step } from '../frame/step.ts';
import { ensureWorkgroup } from './ensure-workgroup.ts';

const athena = new AthenaClient(awsCalls);
const s3 = new S3Client(s3Calls);

interface Input {
  readonly run: Run;
  readonly storage: StepResult;
}

export const handler = step('ensure-workgroup', ({ run, storage }: Input) =>
  ensureWorkgroup(athena, s3, run, storage),
);
