import { S3Client } from '@aws-sdk/client-s3';
import { sampleFile } from '../../data/olist-sample/sample.ts';
import type { StepResult } from '../../lab/outcomes.ts';
import type { BatchOfRun, Run } from '../../lab/run.ts';
import { s3Copies } from '../../reconcile/aws-calls.ts';
import { forNewRole } from '../../reconcile/new-role.ts';
import { step } from '../frame/step.ts';
import { type CopiedBatch, copyData } from './copy-data.ts';
import { secondsToCopy } from './function.ts';

const s3 = forNewRole(new S3Client(s3Copies()));

interface Input {
  readonly run: Run;
  readonly storage: StepResult;
  readonly batch: BatchOfRun;
  readonly before: Pick<CopiedBatch, 'outcomes' | 'rest'>;
}

export const handler = step(
  'copy-data',
  ({ run, storage, batch, before }: Input) => {
    const end = Date.now() + secondsToCopy * 1_000;
    return copyData(s3, sampleFile, run, storage, batch, before, () => Date.now() > end);
  },
  ({ batch }) => 1 / batch.of,
);
