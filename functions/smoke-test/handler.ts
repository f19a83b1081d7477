import { AthenaClient } from '@aws-sdk/client-athena';
import { S3Client } from '@aws-sdk/client-s3';
import type { BranchResults, JobRunResult, StepResult } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';
import { awsCalls, s3Calls } from '../../reconcile/aws-calls.ts';
import { forNewRole } from '../../reconcile/new-role.ts';
import { step } from '../frame/step.ts';
import { proofsWithinBytes } from './few-rows.ts';
import { smokeTest } from './smoke-test.ts';

/** What the proofs may take of the payload that Report gets. */
const mostBytes = 48 * 1024;

const athena = forNewRole(new AthenaClient(awsCalls));
const s3 = forNewRole(new S3Client(s3Calls));

interface Input {
  readonly run: Run;
  readonly storage: StepResult;
  readonly built: BranchResults;
  readonly ran: readonly JobRunResult[];
}

export const handler = step('smoke-test', async ({ run, storage, built, ran }: Input, couldNot) => ({
  outcomes: [],
  proofs: proofsWithinBytes(
    await smokeTest(
      athena,
      s3,
      run,
      storage,
      built.flat(),
      ran.flatMap(({ jobRun }) => jobRun ?? []),
      couldNot,
    ),
    Math.min(mostBytes, 2 * (run.detailBytes ?? mostBytes)),
  ),
}));
