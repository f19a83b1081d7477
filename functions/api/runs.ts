import { DescribeExecutionCommand, type DescribeExecutionOutput, type SFNClient } from '@aws-sdk/client-sfn';
import { executionArn } from '../../lab/execution-arn.ts';
import { purposeInJson, type RunPurpose } from '../../lab/run-purpose.ts';
import { orAbsent } from '../../reconcile/aws-errors.ts';
import { runsUnderWay } from '../../reconcile/runs.ts';
import type { Machine } from './links.ts';

/** One run as AWS knows it; undefined when our state machine has none of that name. */
export const findRun = (
  sfn: SFNClient,
  machine: Machine,
  name: string,
): Promise<DescribeExecutionOutput | undefined> =>
  orAbsent(
    sfn.send(new DescribeExecutionCommand({ executionArn: executionArn(machine.stateMachineArn, name) })),
    'ExecutionDoesNotExist',
    'InvalidArn',
  );

/** What a run was asked to do, and by whom. */
export const purposeOf = ({ input }: DescribeExecutionOutput): RunPurpose => purposeInJson(input);

/** A run that does the lab's work. */
export interface RunInProgress {
  readonly name: string;
  readonly action: RunPurpose['action'];
}

/**
 * The run that does the lab's work at the moment, the oldest if there are several: as Plan has it, which
 * skips all others. A plan is no work. The list may lag behind; Plan looks again.
 */
export const runInProgress = async (
  sfn: SFNClient,
  { stateMachineArn }: Machine,
): Promise<RunInProgress | undefined> => {
  for (const { name } of await runsUnderWay(sfn, stateMachineArn)) {
    const run = await findRun(sfn, { stateMachineArn }, name);
    if (run?.status !== 'RUNNING') continue;
    const { action } = purposeOf(run);
    if (action !== 'plan') return { name, action };
  }
  return undefined;
};
