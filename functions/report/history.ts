import { paginateGetExecutionHistory, type SFNClient } from '@aws-sdk/client-sfn';
import { resultOf } from '../../lab/history/history-event.ts';
import { jsonOf } from '../../lab/json-of.ts';
import type { JobRun, Proof, StepResult } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';

/** What a run's history shows about it. */
export interface RunHistory {
  /** Plan's result; null if Plan failed. */
  readonly run: Run | null;
  /** Results of the steps that ended. */
  readonly steps: readonly StepResult[];
  readonly proofs: readonly Proof[];
  readonly jobRuns: readonly JobRun[];
  /** Whether the run got past Report, so it needs no report from us. */
  readonly reported: boolean;
}

/** Any answer of our functions. */
interface Answer extends Partial<StepResult> {
  readonly run?: Run;
  readonly proofs?: readonly Proof[];
  readonly jobRun?: JobRun;
}

/** The state after Report, for a run that failed. */
const afterReport = 'LabFailed';

/** The answer in an output; empty if the output was truncated or left out. */
const answerIn = (output: string | undefined): Answer => {
  const answer = jsonOf(output);
  return typeof answer === 'object' && answer !== null ? answer : {};
};

/** Reads what a run has done from its history, which has the functions' answers even if no later state got them. */
export const readHistory = async (sfn: SFNClient, executionArn: string): Promise<RunHistory> => {
  const answers: Answer[] = [];
  let reported = false;
  for await (const { events = [] } of paginateGetExecutionHistory(
    { client: sfn, pageSize: 200 },
    { executionArn },
  )) {
    answers.push(...events.map(resultOf).map(answerIn));
    reported ||= events.some(
      ({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name === afterReport,
    );
  }
  return {
    run: answers.find(({ run }) => run !== undefined)?.run ?? null,
    steps: answers.flatMap(({ step, outcomes, startedAt, seconds }) =>
      step === undefined || outcomes === undefined || startedAt === undefined || seconds === undefined
        ? []
        : [{ step, outcomes, startedAt, seconds }],
    ),
    proofs: answers.flatMap(({ proofs }) => proofs ?? []),
    jobRuns: answers.flatMap(({ jobRun }) => jobRun ?? []),
    reported,
  };
};
