import { S3Client } from '@aws-sdk/client-s3';
import { sampleFile } from '../../data/olist-sample/sample.ts';
import type { StepResult } from '../../lab/outcomes.ts';
import type { BatchOfRun, Run } from '../../lab/run.ts';
import { s3Copies } from '../../reconcile/aws-calls.ts';
import { forNewRole } from '../../reconcile/new-role.ts';
import { step } from '../frame/step.ts';
import { copyData } from './copy-data.ts';

const s3 = forNewRole(new S3Client(s3Copies));

interface Input {
  readonly run: Run;
  readonly storage: StepResult;
  readonly batch: BatchOfRun;
}

export const handler = step(
  'copy-data',
  async ({ run, storage, batch }: Input) => ({
    outcomes: [await copyData(s3, sampleFile, run, storage, batch)],
  }),
  ({ batch }) => 1 / batch.of,
);
