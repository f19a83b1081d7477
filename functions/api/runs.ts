import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  type ExecutionListItem,
  paginateListExecutions,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { jsonOf } from '../../lab/history/outputs.ts';
import { orAbsent } from '../../reconcile/aws-errors.ts';
import { type Asked, askedIn } from '../asked.ts';
import { type Machine, runArn } from './links.ts';

/** One run as AWS knows it; undefined when our state machine has none of that name. */
export const findRun = (
  sfn: SFNClient,
  machine: Machine,
  name: string,
): Promise<DescribeExecutionOutput | undefined> =>
  orAbsent(
    sfn.send(new DescribeExecutionCommand({ executionArn: runArn(machine, name) })),
    'ExecutionDoesNotExist',
    'InvalidArn',
  );

/** What a run was asked to do, and by whom. */
export const askedOf = ({ input }: DescribeExecutionOutput): Asked => askedIn(jsonOf(input));

/**
 * The name of the run that does the lab's work at the moment, the oldest if there are several: as Plan has it, which
 * skips all others. A plan is no work. The list may lag behind; Plan looks again.
 */
export const runInProgress = async (
  sfn: SFNClient,
  { stateMachineArn }: Machine,
): Promise<string | undefined> => {
  const runs: ExecutionListItem[] = [];
  for await (const { executions } of paginateListExecutions(
    { client: sfn },
    { stateMachineArn, statusFilter: 'RUNNING' },
  ))
    runs.push(...(executions ?? []));
  runs.sort((a, b) => (a.startDate?.getTime() ?? 0) - (b.startDate?.getTime() ?? 0));
  for (const { name } of runs) {
    const run = name === undefined ? undefined : await findRun(sfn, { stateMachineArn }, name);
    if (run?.status === 'RUNNING' && askedOf(run).action !== 'plan') return name;
  }
  return undefined;
};
