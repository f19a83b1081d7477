import type { Report } from './report.ts';
import type { RunInput } from './run.ts';

/** Events on the account's default bus: those that start a rebuild, and those that Daybreak sends. */

/** Sent by the system that wipes a sandbox, or hands it to a new owner, to start a rebuild. */
export const sandboxReset = { source: 'daybreak.sandbox', detailType: 'Sandbox Reset' } as const;

/** Sent when a rebuild has ended; not for plans, destroys and skipped runs. */
export const rebuildFinished = { source: 'daybreak.lab', detailType: 'Daybreak Rebuild Finished' } as const;

/** The detail of `rebuildFinished`. */
export interface RebuildFinished {
  readonly lab: string;
  readonly account: string;
  readonly region: string;
  /** The execution's name. */
  readonly run: string;
  readonly outcome: Report['result'];
  readonly trigger: RunInput['trigger'];
  /** `Plan: the seed …`; only when the rebuild failed. */
  readonly firstCause?: string;
  /** Address of the full report; null if none could be written. */
  readonly report: string | null;
}

/** AWS sends it when an execution ends: https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
export const executionStatusChange = {
  source: 'aws.states',
  detailType: 'Step Functions Execution Status Change',
} as const;
