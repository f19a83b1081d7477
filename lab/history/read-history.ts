import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { causeOf } from './cause-of.ts';
import type { Cause, RunEnded, RunEvent, RunStatus, StepEnded, StepRecord } from './events.ts';
import { errorOf, failed, resultOf, runEnds, scheduled, succeeded, timeOf } from './history-event.ts';
import { callsOf, recordOf } from './outputs.ts';

/** A step between its first function call and its end. */
interface OpenStep {
  readonly startedAt: number;
  /** Calls that must succeed: one, or one for each batch or job. */
  readonly calls: number;
  scheduled: number;
  readonly results: StepRecord[];
  output: string | undefined;
  /** Cause of the latest failed call; it may be retried. */
  latest: Cause | undefined;
  /**
   * Cause of the first failed call whose state was then exited. A state whose failure is not caught is never exited.
   */
  givenUp: Cause | undefined;
}

const runEnded = (event: HistoryEvent, status: RunStatus, seconds: number): RunEnded => {
  const output = event.executionSucceededEventDetails?.output;
  const error =
    event.executionFailedEventDetails ??
    event.executionAbortedEventDetails ??
    event.executionTimedOutEventDetails;
  return {
    type: 'run ended',
    status,
    seconds,
    ...(output === undefined ? {} : { output }),
    ...(status === 'succeeded' ? {} : { failure: causeOf(error?.error, error?.cause) }),
  };
};

/**
 * Translates a run's history, event by event and in order, into events of the run. It keeps parallel branches and
 * batches apart, and a step ends once, however often it was tried.
 *
 * @param stepOf names the step that an event is about
 */
export const historyReader = (stepOf: (event: HistoryEvent) => string | undefined) => {
  const open = new Map<string, OpenStep>();
  const causes = new Map<number | undefined, Cause>();
  let planned: ReadonlyMap<string, number> = new Map();
  let runStarted = 0;

  const end = (step: string, at: number): StepEnded[] => {
    const state = open.get(step);
    if (state === undefined) return [];
    open.delete(step);
    const complete = state.results.length >= state.calls;
    const failure = state.givenUp ?? state.latest;
    return [
      {
        type: 'step ended',
        step,
        seconds: (at - state.startedAt) / 1000,
        outcomes: state.results.flatMap(({ outcomes }) => outcomes),
        proofs: state.results.flatMap(({ proofs }) => proofs),
        jobRuns: state.results.flatMap(({ jobRuns }) => jobRuns),
        ...(state.output === undefined ? {} : { output: state.output }),
        ...(complete || failure === undefined ? {} : { failure }),
      },
    ];
  };

  const onScheduled = (step: string, at: number): RunEvent[] => {
    const state = open.get(step);
    if (state === undefined) {
      const calls = planned.get(step) ?? 1;
      open.set(step, {
        startedAt: at,
        calls,
        scheduled: 1,
        results: [],
        output: undefined,
        latest: undefined,
        givenUp: undefined,
      });
      return [{ type: 'step started', step }];
    }
    state.scheduled += 1;
    const { latest } = state;
    return latest !== undefined && state.scheduled > state.calls
      ? [{ type: 'step retried', step, ...latest }]
      : [];
  };

  const onSucceeded = (step: string, event: HistoryEvent): RunEvent[] => {
    const state = open.get(step);
    if (state === undefined) return [];
    const output = resultOf(event);
    planned = callsOf(output) ?? planned;
    state.output = output;
    state.results.push(recordOf(output));
    const done = state.results.length;
    return done < state.calls
      ? [{ type: 'step progressed', step, done, of: state.calls }]
      : end(step, timeOf(event));
  };

  const onFailed = (step: string, event: HistoryEvent): RunEvent[] => {
    const state = open.get(step);
    const cause = errorOf(event);
    if (state !== undefined) state.latest = cause;
    causes.set(event.id, cause);
    return [];
  };

  /** A state that is exited right after a failure has given up. */
  const onLeft = (step: string, event: HistoryEvent): void => {
    const state = open.get(step);
    if (state !== undefined) state.givenUp ??= causes.get(event.previousEventId);
  };

  const endAll = (at: number): RunEvent[] => [...open.keys()].flatMap(step => end(step, at));

  return (event: HistoryEvent): readonly RunEvent[] => {
    const type = event.type ?? '';
    const at = timeOf(event);
    const step = stepOf(event);
    if (type === 'ExecutionStarted') runStarted = at;
    if (step !== undefined && type === scheduled) return onScheduled(step, at);
    if (step !== undefined && type === succeeded) return onSucceeded(step, event);
    if (step !== undefined && failed.includes(type)) return onFailed(step, event);
    if (step !== undefined && type === 'TaskStateExited') onLeft(step, event);
    // A failure is final when its state is exited. A Parallel that fails cuts off its other branches: the states
    // running in them are aborted (`TaskStateAborted`), not exited.
    if (type === 'ParallelStateExited') return endAll(at);
    if (type.endsWith('StateExited')) return end(event.stateExitedEventDetails?.name ?? '', at);
    const status = runEnds.get(type);
    return status === undefined ? [] : [...endAll(at), runEnded(event, status, (at - runStarted) / 1000)];
  };
};
