import { executionName } from '../../lab/execution-arn.ts';
import type { Outcome } from '../../lab/outcomes.ts';
import type { Context } from '../command.ts';
import { Failed } from '../errors.ts';
import { asStep, silent } from '../render/progress.ts';
import type { Session } from '../session.ts';
import { lookStep } from '../steps.ts';
import { followRun, type RunResult } from './follow-run.ts';
import { startRun } from './runs.ts';
import { isFinding, wouldChange } from './would-change.ts';

/** What a lab is like at this moment. */
export interface Observed {
  readonly at: Date;
  readonly execution: string;
  readonly seconds: number;
  /** Every resource, as a plan has them: `unchanged` is as the definition says. */
  readonly outcomes: readonly Outcome[];
  readonly orphaned: readonly string[];
  readonly notes: readonly string[];
  /** Whether a rebuild would write anything. */
  readonly wouldChange: boolean | null;
  /** Why a rebuild would fail: something is refused, or in the way. */
  readonly finding: RunResult['failure'];
}

/**
 * Looks at a lab as it is, by a plan: the state machine compares every resource with the definition and writes nothing.
 * Its dozen steps are one to whoever waits.
 * @throws Failed if a step broke, so that not everything was seen; Interrupted
 */
export const observe = (
  { progress, interrupt }: Pick<Context, 'interrupt' | 'progress'>,
  session: Session,
): Promise<Observed> => {
  return asStep(progress, lookStep, async () => {
    interrupt.means('You pressed Ctrl-C. Nothing was changed.');
    const arn = await startRun(session, { action: 'plan' });
    const result = await followRun(session, arn, silent, interrupt, true);
    const { failure, outcomes, orphaned, notes, seconds } = result;
    if (result.result === 'failed' && !isFinding(failure?.error))
      throw new Failed(
        `The look at lab ${session.lab.name} (${executionName(arn)}) failed. ${failure?.cause ?? 'AWS gives no cause'}`,
      );
    const found: Observed = {
      at: new Date(),
      execution: arn,
      seconds,
      outcomes,
      orphaned,
      notes,
      wouldChange: wouldChange(result),
      finding: failure,
    };
    return [found, ''];
  });
};
