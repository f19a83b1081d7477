import {
  DescribeExecutionCommand,
  type ExecutionListItem,
  paginateListExecutions,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import type { Execution } from '../../lab/run.ts';

const isOlder = (other: ExecutionListItem, own: Execution): boolean => {
  const started = other.startDate?.getTime() ?? 0;
  const ownStart = Date.parse(own.startedAt);
  return started < ownStart || (started === ownStart && (other.executionArn ?? '') < own.arn);
};

/** A plan changes nothing, so nobody has to wait for it. */
const isPlan = async (sfn: SFNClient, executionArn: string): Promise<boolean> => {
  const { input } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  return /"action"\s*:\s*"plan"/.test(input ?? '');
};

/**
 * ARN of a rebuild that began before this one and still runs: it does the work. A courtesy, not a lock: the list is
 * eventually consistent, and two rebuilds at once do no harm.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html
 */
export const olderRebuild = async (
  sfn: SFNClient,
  stateMachineArn: string,
  own: Execution,
): Promise<string | undefined> => {
  const older: ExecutionListItem[] = [];
  for await (const page of paginateListExecutions(
    { client: sfn },
    { stateMachineArn, statusFilter: 'RUNNING' },
  ))
    older.push(
      ...(page.executions ?? []).filter(other => other.executionArn !== own.arn && isOlder(other, own)),
    );
  older.sort((a, b) => (a.startDate?.getTime() ?? 0) - (b.startDate?.getTime() ?? 0));
  for (const { executionArn } of older)
    if (executionArn !== undefined && !(await isPlan(sfn, executionArn))) return executionArn;
  return undefined;
};
