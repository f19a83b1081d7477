import type { SFNClient } from '@aws-sdk/client-sfn';
import { RunInProgress } from '../../lab/errors.ts';
import type { Execution, Run } from '../../lab/run.ts';
import { actionOf, byAge, runsUnderWay } from '../../reconcile/runs.ts';

/**
 * What a run does beside others that are under way. Of two rebuilds the older does the work and the younger is skipped;
 * a plan neither waits nor is waited for; a lab is not destroyed while somebody builds it, nor built while somebody
 * destroys it. A courtesy, not a lock: the list is eventually consistent, and two rebuilds at once do no harm.
 *
 * @throws RunInProgress
 */
export const whatNext = async (
  sfn: SFNClient,
  stateMachineArn: string,
  own: Execution,
  action: Run['mood'],
): Promise<{
  readonly next: 'build' | 'skip' | 'destroy';
  readonly skipped: { readonly result: 'skipped'; readonly running: string };
}> => {
  const build = { next: 'build', skipped: { result: 'skipped', running: '' } } as const;
  if (action === 'plan') return build;
  const started = { arn: own.arn, startedAt: new Date(own.startedAt) };
  const others = (await runsUnderWay(sfn, stateMachineArn)).filter(
    other => other.arn !== own.arn && (action === 'destroy' || byAge(other, started) < 0),
  );
  for (const { arn } of others) {
    const theirs = await actionOf(sfn, arn);
    // A plan changes nothing, so nobody has to wait for it.
    if (theirs === 'plan') continue;
    if (theirs === 'destroy')
      throw new RunInProgress(`${arn} destroys the lab: start this again when that has ended`);
    if (action === 'destroy')
      throw new RunInProgress(`${arn} works on the lab: wait for it, or stop it, and destroy the lab then`);
    return { next: 'skip', skipped: { result: 'skipped', running: arn } };
  }
  return action === 'destroy' ? { ...build, next: 'destroy' } : build;
};
