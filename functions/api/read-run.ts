import { type HistoryEvent, paginateGetExecutionHistory, type SFNClient } from '@aws-sdk/client-sfn';
import type { StepStatus } from '../../lab/api-answers.ts';
import type { Cause, RunEvent } from '../../lab/history/events.ts';
import { callsOf } from '../../lab/history/outputs.ts';
import { historyReader } from '../../lab/history/read-history.ts';
import { stepTracker } from '../../lab/history/step-of.ts';
import { type Lab, stateName } from '../../lab/names.ts';
import type { Outcome } from '../../lab/outcomes.ts';

const pageSize = 1000;
/** The longest history has 25 pages, and a run of 250 batches has two; API Gateway waits for 30 seconds. */
const mostPages = 10;

const jobsStep = stateName('run-jobs');

/** What a run's history shows so far. */
export interface RunSoFar {
  /** In the order in which they started. */
  readonly steps: readonly StepStatus[];
  /** One for each batch of a dataset. */
  readonly outcomes: readonly Outcome[];
  /** The first step that failed. */
  readonly failure: (Cause & { readonly step: string }) | undefined;
  /** Whether Plan found jobs to run. */
  readonly runsJobs: boolean;
  readonly truncated: boolean;
}

/** Adds one event to what the run's steps have done. */
const withEvent = (before: RunSoFar, at: HistoryEvent, event: RunEvent): RunSoFar => {
  if (event.type === 'run ended' || event.type === 'step retried') return before;
  const { step } = event;
  if (event.type === 'step started') {
    const startedAt = (at.timestamp ?? new Date(0)).toISOString();
    return { ...before, steps: [...before.steps, { step, state: 'running', startedAt }] };
  }
  const changed = (change: Partial<StepStatus>): StepStatus[] =>
    before.steps.map(seen => (seen.step === step ? { ...seen, ...change } : seen));
  if (event.type === 'step progressed')
    return { ...before, steps: changed({ batches: { done: event.done, of: event.of } }) };
  const { failure, outcomes, seconds, output } = event;
  // The end of the run also ends its steps, whatever they were doing.
  const ended = at.type?.startsWith('Execution') ? 'stopped' : 'done';
  return {
    ...before,
    steps: changed({ state: failure === undefined ? ended : 'failed', seconds }),
    outcomes: [...before.outcomes, ...outcomes],
    runsJobs: before.runsJobs || (callsOf(output)?.get(jobsStep) ?? 0) > 0,
    failure: before.failure ?? (failure === undefined ? undefined : { step, ...failure }),
  };
};

/** Reads a run's history from its beginning, up to a number of pages. */
export const readRun = async (sfn: SFNClient, lab: Lab, executionArn: string): Promise<RunSoFar> => {
  const read = historyReader(stepTracker(lab));
  let run: RunSoFar = { steps: [], outcomes: [], failure: undefined, runsJobs: false, truncated: false };
  let pages = 0;
  for await (const { events = [], nextToken } of paginateGetExecutionHistory(
    { client: sfn, pageSize },
    { executionArn },
  )) {
    for (const at of events) for (const event of read(at)) run = withEvent(run, at, event);
    pages += 1;
    if (pages === mostPages) return { ...run, truncated: nextToken !== undefined };
  }
  return run;
};
