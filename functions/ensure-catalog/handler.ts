import { GlueClient } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import type { StepResult } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';
import { awsCalls, s3Calls } from '../../reconcile/aws-calls.ts';
import { forNewRole } from '../../reconcile/new-role.ts';
import { step } from '../frame/step.ts';
import { ensureCatalog } from './ensure-catalog.ts';

const glue = forNewRole(new GlueClient(awsCalls));
const s3 = forNewRole(new S3Client(s3Calls));

interface Input {
  readonly run: Run;
  readonly storage: StepResult;
}

export const handler = step('ensure-catalog', ({ run, storage }: Input) =>
  ensureCatalog(glue, s3, run, storage),
);
