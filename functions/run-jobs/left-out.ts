import type { Outcome, StepResult } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';

/** Outcomes that follow a wiped lab or a new definition. Kept and refused resources stay so in every scheduled run. */
const putRight: readonly Outcome['outcome'][] = ['created', 'updated', 'adopted'];

/**
 * Why a requested job is not run: runs cost money, and one that can't succeed or has nothing new to read is not worth
 * it.
 *
 * @param before results of the steps before it
 * @returns undefined if it should run
 */
export const whyLeftOut = (run: Pick<Run, 'trigger'>, before: readonly StepResult[]): string | undefined => {
  const failed = before.find(({ failure }) => failure !== undefined);
  if (failed !== undefined) return `${failed.step} failed before it`;
  const outcomes = before.flatMap(step => step.outcomes);
  const refused = outcomes.find(({ outcome }) => outcome === 'refused');
  if (refused !== undefined) return `${refused.resource} is refused`;
  return run.trigger === 'schedule' && !outcomes.some(({ outcome }) => putRight.includes(outcome))
    ? 'the schedule runs jobs only when the rebuild has restored something'
    : undefined;
};
