import type { Report } from './report.ts';
import type { RunInput } from './run.ts';

/** Events on the account's default bus: what starts a rebuild there, and what Daybreak says itself. */

/** Whoever has wiped the sandbox, or has given it to somebody, puts this one on the bus. */
export const sandboxReset = { source: 'daybreak.sandbox', detailType: 'Sandbox Reset' } as const;

/** Says that a rebuild has ended. Plans, destroys and skipped runs say nothing. */
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
  /** `Plan: the seed …`; only when it failed. */
  readonly firstCause?: string;
  /** Address of the whole report; null where none could be written. */
  readonly report: string | null;
}

/** How AWS tells that an execution has ended: https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
export const executionStatusChange = {
  source: 'aws.states',
  detailType: 'Step Functions Execution Status Change',
} as const;
