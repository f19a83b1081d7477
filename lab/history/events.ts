import type { JobRun, Outcome, Proof } from '../outcomes.ts';

/** What an error says, with Lambda's wrapping taken off. */
export interface Cause {
  readonly error: string;
  readonly cause: string;
}

/** What a step handed to the report. */
export interface Done {
  readonly outcomes: readonly Outcome[];
  readonly proofs: readonly Proof[];
  readonly jobRuns: readonly JobRun[];
}

export interface StepStarted {
  readonly type: 'step started';
  readonly step: string;
}

/** One of a step's batches, or jobs, is through. */
export interface StepProgressed {
  readonly type: 'step progressed';
  readonly step: string;
  readonly done: number;
  readonly of: number;
}

/** A try failed, and the state machine tries again. */
export interface StepRetried extends Cause {
  readonly type: 'step retried';
  readonly step: string;
}

export interface StepEnded extends Done {
  readonly type: 'step ended';
  readonly step: string;
  readonly seconds: number;
  /** JSON: all that its last call answered, also what the report has no use for. */
  readonly output?: string;
  /** Why the state machine gave up on it. */
  readonly failure?: Cause;
}

export type RunStatus = 'succeeded' | 'failed' | 'aborted' | 'timed out';

export interface RunEnded {
  readonly type: 'run ended';
  readonly status: RunStatus;
  /** Since the run's start. */
  readonly seconds: number;
  /** JSON; there is none when the run did not succeed. */
  readonly output?: string;
  readonly failure?: Cause;
}

/** What a run does, as it happens. */
export type RunEvent = StepStarted | StepProgressed | StepRetried | StepEnded | RunEnded;
