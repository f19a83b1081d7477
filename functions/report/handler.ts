import { AthenaClient } from '@aws-sdk/client-athena';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GlueClient } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import type { BranchResults, JobRunResult, ProofResult, StepResult } from '../../lab/outcomes.ts';
import type { Execution, Run } from '../../lab/run.ts';
import { awsCalls, s3Calls } from '../../reconcile/aws-calls.ts';
import { forNewRole } from '../../reconcile/new-role.ts';
import { couldNotOn } from '../frame/could-not.ts';
import { labOf, readEnvironment } from '../frame/environment.ts';
import { handlerOf } from '../frame/step.ts';
import { environment } from './function.ts';
import { reportRun, type ShortReport } from './report.ts';
import { type RunEndedResult, runEnded, type StatusChange } from './run-ended.ts';
import { tellerCalls } from './tell-finished.ts';

const clients = {
  athena: forNewRole(new AthenaClient(awsCalls)),
  glue: forNewRole(new GlueClient(awsCalls)),
  s3: forNewRole(new S3Client(s3Calls)),
  sfn: forNewRole(new SFNClient(awsCalls)),
  events: new EventBridgeClient(tellerCalls),
  sns: new SNSClient(tellerCalls),
};
const variable = readEnvironment(environment);
const lab = labOf(variable);

/** What the state machine gives the last step. */
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

/** The last step of a run, and the target of the rule for runs that ended without it. */
export const handler = handlerOf(
  'report',
  (event: Input | StatusChange) => ({
    lab: lab.name,
    run: 'detail' in event ? event.detail.name : event.execution.name,
  }),
  (event: Input | StatusChange, logger): Promise<ShortReport | RunEndedResult> => {
    const topic = variable('TOPIC_ARN');
    const now = new Date();
    const couldNot = couldNotOn(logger);
    if ('detail' in event) return runEnded(clients, lab, topic, event.detail.executionArn, now, couldNot);
    const { execution, input, run, plan, storage, built, ran, proof, destroyed } = event;
    const { proofs, ...smokeTest } = proof;
    const steps = [plan, storage, ...built.flat(), ...ran, smokeTest, destroyed];
    const jobRuns = ran.flatMap(({ jobRun }) => jobRun ?? []);
    return reportRun(clients, lab, topic, { execution, input, run, steps, proofs, jobRuns }, now, couldNot);
  },
);
