import { S3Client } from '@aws-sdk/client-s3';
import type { Built, ProofResult, StepResult } from '../../lab/outcomes.ts';
import type { Execution, Run } from '../../lab/run.ts';
import { labOf, readEnvironment } from '../environment.ts';
import { handlerOf } from '../step.ts';
import { environmentNames } from './environment.ts';
import { reportRun } from './report.ts';

const s3 = new S3Client({});
const lab = labOf(readEnvironment(environmentNames));

interface Input {
  readonly execution: Execution;
  readonly run: Run | null;
  readonly plan: StepResult;
  readonly storage: StepResult;
  readonly built: Built;
  readonly proof: ProofResult;
  readonly destroyed: StepResult;
}

export const handler = handlerOf(
  'report',
  ({ execution }: Input) => ({ lab: lab.name, run: execution.name }),
  ({ execution, run, plan, storage, built, proof, destroyed }: Input, logger) => {
    const { proofs, ...smokeTest } = proof;
    const steps = [plan, storage, ...built.flat(), smokeTest, destroyed];
    return reportRun(s3, lab, { execution, run, steps, proofs }, new Date(), error =>
      logger.warn(
        'the report could not be written',
        error instanceof Error ? error : new Error(String(error)),
      ),
    );
  },
);
