import type { Outcome, StepResult } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';

/** What a lab that was wiped, or a new definition, brings about. What is kept or refused is so again every hour. */
const putRight: readonly Outcome['outcome'][] = ['created', 'updated', 'adopted'];

/**
 * Why a job that was asked for is not run: a run costs money, and one that can't succeed, or has nothing new to read,
 * is not worth it.
 *
 * @param before what the steps before did
 * @returns undefined when it is to run
 */
export const whyLeftOut = (run: Pick<Run, 'trigger'>, before: readonly StepResult[]): string | undefined => {
  const failed = before.find(({ failure }) => failure !== undefined);
  if (failed !== undefined) return `${failed.step} failed before it`;
  const outcomes = before.flatMap(step => step.outcomes);
  const refused = outcomes.find(({ outcome }) => outcome === 'refused');
  if (refused !== undefined) return `${refused.resource} is refused`;
  return run.trigger === 'schedule' && !outcomes.some(({ outcome }) => putRight.includes(outcome))
    ? 'the schedule runs jobs only when it has put something right'
    : undefined;
};
