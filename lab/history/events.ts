import type { JobRun, Outcome, Proof } from '../outcomes.ts';

/** An error's name and message, without Lambda's wrapping. */
export interface Cause {
  readonly error: string;
  readonly cause: string;
}

/** What a step passed on to the report. */
export interface StepRecord {
  readonly outcomes: readonly Outcome[];
  readonly proofs: readonly Proof[];
  readonly jobRuns: readonly JobRun[];
}

export interface StepStarted {
  readonly type: 'step started';
  readonly step: string;
}

/** One of a step's batches, or jobs, is done. */
export interface StepProgressed {
  readonly type: 'step progressed';
  readonly step: string;
  readonly done: number;
  readonly of: number;
}

/** A call failed, and the state machine retries it. */
export interface StepRetried extends Cause {
  readonly type: 'step retried';
  readonly step: string;
}

export interface StepEnded extends StepRecord {
  readonly type: 'step ended';
  readonly step: string;
  readonly seconds: number;
  /** JSON: the whole answer of its last call, including what the report does not use. */
  readonly output?: string;
  /** Why the state machine gave up on the step. */
  readonly failure?: Cause;
}

export type RunStatus = 'succeeded' | 'failed' | 'aborted' | 'timed out';

export interface RunEnded {
  readonly type: 'run ended';
  readonly status: RunStatus;
  /** Since the run's start. */
  readonly seconds: number;
  /** JSON; absent when the run did not succeed. */
  readonly output?: string;
  readonly failure?: Cause;
}

/** An event in the course of a run. */
export type RunEvent = StepStarted | StepProgressed | StepRetried | StepEnded | RunEnded;
