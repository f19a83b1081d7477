import type { DescribeExecutionOutput, SFNClient } from '@aws-sdk/client-sfn';
import { runNamePattern } from '../../lab/api.ts';
import type { OutcomesSoFar, RunState, RunStatus, StepStatus } from '../../lab/api-answers.ts';
import { executionArn, executionName } from '../../lab/execution-arn.ts';
import { causeOf } from '../../lab/history/cause-of.ts';
import { leftTo } from '../../lab/history/left-to.ts';
import { summaryOf } from '../../lab/history/outputs.ts';
import { type Lab, type Step, stateName, steps } from '../../lab/names.ts';
import type { Outcome } from '../../lab/outcomes.ts';
import { joinBatches } from '../../reconcile/kinds/dataset.ts';
import { type Answer, answer } from './answer.ts';
import { type Machine, runLink } from './links.ts';
import { Problem } from './problem.ts';
import { type RunSoFar, readRun } from './read-run.ts';
import { findRun, purposeOf } from './runs.ts';

/** Exceptions in one answer. */
const mostExceptions = 100;

const states: Readonly<Record<string, RunState>> = {
  RUNNING: 'running',
  PENDING_REDRIVE: 'running',
  SUCCEEDED: 'succeeded',
  ABORTED: 'aborted',
  TIMED_OUT: 'timed out',
};

const ofDestroy: readonly Step[] = ['plan', 'destroy', 'report'];

/** All steps of a run, whether they have started or not. RunJobs is among them only if Plan found jobs to run. */
const wholeWay = (
  action: string,
  state: RunState,
  { steps: begun, runsJobs }: RunSoFar,
  now: Date,
): StepStatus[] =>
  steps
    .filter(step => (action === 'destroy' ? ofDestroy.includes(step) : step !== 'destroy'))
    .filter(step => step !== 'run-jobs' || runsJobs)
    .map(stateName)
    .map(step => {
      const seen = begun.find(one => one.step === step);
      if (seen === undefined) return { step, state: state === 'running' ? 'pending' : 'not run' };
      if (seen.state !== 'running') return seen;
      return { ...seen, seconds: (now.getTime() - Date.parse(seen.startedAt ?? '')) / 1000 };
    });

const summed = (outcomes: readonly Outcome[]): OutcomesSoFar => {
  const counts: OutcomesSoFar['counts'] = {};
  for (const { outcome } of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  const exceptions = outcomes.filter(
    ({ outcome, notes }) => (outcome !== 'created' && outcome !== 'unchanged') || notes.length > 0,
  );
  return {
    counts,
    exceptions: exceptions.slice(0, mostExceptions),
    more: Math.max(0, exceptions.length - mostExceptions),
  };
};

const firstCause = (
  state: RunState,
  run: DescribeExecutionOutput,
  soFar: RunSoFar,
): Pick<RunStatus, 'failure'> => {
  if (state === 'running') return soFar.failure === undefined ? {} : { failure: soFar.failure };
  if (state === 'succeeded' || state === 'skipped') return {};
  return {
    failure: run.error || run.cause ? causeOf(run.error, run.cause) : (soFar.failure ?? noCause[state]),
  };
};

/** Causes for runs without one from AWS. */
const noCause = {
  failed: { error: 'Failed', cause: 'AWS gives no cause' },
  aborted: {
    error: 'Aborted',
    cause: 'Somebody stopped the run. Start it again: it goes on from where it was',
  },
  'timed out': { error: 'States.Timeout', cause: 'The run took longer than the state machine allows' },
} as const;

/**
 * A run's progress and result from its history, so it also covers runs that are under way or could not write a report.
 * @throws Problem when there is no such run, or AWS's error
 */
export const runStatus = async (
  sfn: SFNClient,
  lab: Lab,
  machine: Machine,
  address: string,
  name: string,
  now: Date,
): Promise<Answer> => {
  const run = runNamePattern.test(name) ? await findRun(sfn, machine, name) : undefined;
  if (run?.startDate === undefined)
    throw new Problem('no-such-run', 'This lab has no run with that name, or it ended more than 90 days ago');
  const soFar = await readRun(sfn, lab, executionArn(machine.stateMachineArn, name));
  const instead = leftTo(run.output);
  const state = instead === undefined ? (states[run.status ?? ''] ?? 'failed') : 'skipped';
  const purpose = purposeOf(run);
  const details = summaryOf(run.output).details;
  const status: RunStatus = {
    ...runLink(machine, address, name),
    state,
    ...purpose,
    startedAt: run.startDate.toISOString(),
    ...(run.stopDate === undefined ? {} : { endedAt: run.stopDate.toISOString() }),
    seconds: ((run.stopDate ?? now).getTime() - run.startDate.getTime()) / 1000,
    steps: wholeWay(purpose.action, state, soFar, now),
    outcomes: summed(details.length > 0 ? details : joinBatches(soFar.outcomes)),
    ...firstCause(state, run, soFar),
    ...(instead === undefined ? {} : { instead: runLink(machine, address, executionName(instead)) }),
    truncated: soFar.truncated,
  };
  return answer(200, status);
};
