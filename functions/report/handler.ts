import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import type { BranchResults, JobRunResult, ProofResult, StepResult } from '../../lab/outcomes.ts';
import type { Execution, Run } from '../../lab/run.ts';
import { s3Calls } from '../../reconcile/aws-calls.ts';
import { forNewRole } from '../../reconcile/new-role.ts';
import { labOf, readEnvironment } from '../frame/environment.ts';
import { handlerOf } from '../frame/step.ts';
import { environment } from './function.ts';
import { reportRun } from './report.ts';
import { tellerCalls } from './tell-finished.ts';

const clients = {
  s3: forNewRole(new S3Client(s3Calls)),
  events: new EventBridgeClient(tellerCalls),
  sns: new SNSClient(tellerCalls),
};
const variable = readEnvironment(environment);
const lab = labOf(variable);

interface Input {
  readonly execution: Execution;
  /** What the execution was started with. */
  readonly input: unknown;
  readonly run: Run | null;
  readonly plan: StepResult;
  readonly storage: StepResult;
  readonly built: BranchResults;
  readonly ran: readonly JobRunResult[];
  readonly proof: ProofResult;
  readonly destroyed: StepResult;
}

export const handler = handlerOf(
  'report',
  ({ execution }: Input) => ({ lab: lab.name, run: execution.name }),
  ({ execution, input, run, plan, storage, built, ran, proof, destroyed }: Input, logger) => {
    const { proofs, ...smokeTest } = proof;
    const steps = [plan, storage, ...built.flat(), ...ran, smokeTest, destroyed];
    const jobRuns = ran.flatMap(({ jobRun }) => jobRun ?? []);
    const ended = { execution, input, run, steps, proofs, jobRuns };
    return reportRun(clients, lab, variable('TOPIC_ARN'), ended, new Date(), (what, error) =>
      logger.warn(what, error instanceof Error ? error : new Error(String(error))),
    );
  },
);
