import { paginateGetExecutionHistory, type SFNClient } from '@aws-sdk/client-sfn';
import { resultOf } from '../../lab/history/history-event.ts';
import { jsonOf } from '../../lab/json-of.ts';
import type { JobRun, Proof, StepResult } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';

/** What a run's own history says about it. */
export interface Told {
  /** What Plan fixed; null when it did not get as far. */
  readonly run: Run | null;
  /** Of the steps that came to their end. */
  readonly steps: readonly StepResult[];
  readonly proofs: readonly Proof[];
  readonly jobRuns: readonly JobRun[];
  /** The run has come as far as Report, and Report to its end: nobody has to speak for it. */
  readonly reported: boolean;
}

/** What any of our functions may answer. */
interface Answer extends Partial<StepResult> {
  readonly run?: Run;
  readonly proofs?: readonly Proof[];
  readonly jobRun?: JobRun;
}

/** The state after Report, for a run that failed. */
const afterReport = 'LabFailed';

/** An output that is cut off, or left out, says nothing. */
const answerIn = (output: string | undefined): Answer => {
  const answer = jsonOf(output);
  return typeof answer === 'object' && answer !== null ? answer : {};
};

/**
 * Reads what a run has done from its history: what functions have answered is there, also when no later state got to
 * see it.
 */
export const readHistory = async (sfn: SFNClient, executionArn: string): Promise<Told> => {
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
