import { AthenaClient } from '@aws-sdk/client-athena';
import { S3Client } from '@aws-sdk/client-s3';
import type { StepResult } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';
import { step } from '../step.ts';
import { ensureWorkgroup } from './ensure-workgroup.ts';

const athena = new AthenaClient({});
const s3 = new S3Client({});

interface Input {
  readonly run: Run;
  readonly storage: StepResult;
}

export const handler = step('ensure-workgroup', ({ run, storage }: Input) =>
  ensureWorkgroup(athena, s3, run, storage),
);
