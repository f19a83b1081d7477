import {
  DescribeExecutionCommand,
  type ExecutionListItem,
  paginateListExecutions,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { askedInJson } from '../../lab/asked.ts';
import { RunInProgress } from '../../lab/errors.ts';
import type { Execution, Run } from '../../lab/run.ts';
import type { Action } from '../../lab/triggers.ts';

const isOlder = (other: ExecutionListItem, own: Execution): boolean => {
  const started = other.startDate?.getTime() ?? 0;
  const ownStart = Date.parse(own.startedAt);
  return started < ownStart || (started === ownStart && (other.executionArn ?? '') < own.arn);
};

const actionOf = async (sfn: SFNClient, executionArn: string): Promise<Action> => {
  const { input } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  return askedInJson(input).action;
};

/**
 * What a run does beside others that are under way. Of two rebuilds the older does the work and the younger is skipped;
 * a plan neither waits nor is waited for; a lab is not destroyed while somebody builds it, nor built while somebody
 * destroys it. A courtesy, not a lock: the
 * list is eventually consistent, and two rebuilds at once do no harm.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html
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
  const others: ExecutionListItem[] = [];
  for await (const page of paginateListExecutions(
    { client: sfn },
    { stateMachineArn, statusFilter: 'RUNNING' },
  ))
    for (const other of page.executions ?? [])
      if (other.executionArn !== own.arn && (action === 'destroy' || isOlder(other, own))) others.push(other);
  others.sort((a, b) => (a.startDate?.getTime() ?? 0) - (b.startDate?.getTime() ?? 0));
  for (const { executionArn } of others) {
    if (executionArn === undefined) continue;
    const theirs = await actionOf(sfn, executionArn);
    // A plan changes nothing, so nobody has to wait for it.
    if (theirs === 'plan') continue;
    if (theirs === 'destroy')
      throw new RunInProgress(`${executionArn} destroys the lab: start this again when that has ended`);
    if (action === 'destroy')
      throw new RunInProgress(
        `${executionArn} works on the lab: wait for it, or stop it, and destroy the lab then`,
      );
    return { next: 'skip', skipped: { result: 'skipped', running: executionArn } };
  }
  return action === 'destroy' ? { ...build, next: 'destroy' } : build;
};
