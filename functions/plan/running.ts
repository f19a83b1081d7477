import type { SFNClient } from '@aws-sdk/client-sfn';
import { RunInProgress } from '../../lab/errors.ts';
import type { Execution, Run } from '../../lab/run.ts';
import { actionOf, byAge, runsUnderWay } from '../../reconcile/runs.ts';

interface Next {
  readonly next: 'build' | 'skip' | 'destroy';
  readonly skipped: { readonly result: 'skipped'; readonly running: string };
}

const build: Next = { next: 'build', skipped: { result: 'skipped', running: '' } };
/** Also for one that only looks, which neither waits nor makes others wait. */
export const destroyNow: Next = { ...build, next: 'destroy' };

/**
 * Decides what a run does while others are under way. Of two rebuilds, the older does the work and the younger is
 * skipped; a plan neither waits nor makes others wait; a lab is not destroyed during a rebuild, nor rebuilt while it is
 * being destroyed. It is a courtesy, not a lock: the list is eventually consistent, and two rebuilds at once do no
 * harm.
 *
 * @throws RunInProgress
 */
export const whatNext = async (
  sfn: SFNClient,
  stateMachineArn: string,
  own: Execution,
  action: Run['mood'],
): Promise<Next> => {
  if (action === 'plan') return build;
  const started = { arn: own.arn, startedAt: new Date(own.startedAt) };
  const others = (await runsUnderWay(sfn, stateMachineArn)).filter(
    other => other.arn !== own.arn && (action === 'destroy' || byAge(other, started) < 0),
  );
  for (const { arn } of others) {
    const theirs = await actionOf(sfn, arn);
    // A plan changes nothing, so no run has to wait for it.
    if (theirs === 'plan') continue;
    if (theirs === 'destroy')
      throw new RunInProgress(`${arn} is destroying the lab: start this run again when that one has ended`);
    if (action === 'destroy')
      throw new RunInProgress(
        `${arn} is working on the lab: wait for it, or stop it, before you destroy the lab`,
      );
    return { next: 'skip', skipped: { result: 'skipped', running: arn } };
  }
  return action === 'destroy' ? destroyNow : build;
};
