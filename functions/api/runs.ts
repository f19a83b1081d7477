import { DescribeExecutionCommand, type DescribeExecutionOutput, type SFNClient } from '@aws-sdk/client-sfn';
import { executionArn } from '../../lab/execution-arn.ts';
import { purposeInJson, type RunPurpose } from '../../lab/run-purpose.ts';
import { orAbsent } from '../../reconcile/aws-errors.ts';
import { runsUnderWay } from '../../reconcile/runs.ts';
import type { Machine } from './links.ts';

/** A run as AWS describes it; undefined if our state machine has no run with that name. */
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

/** What a run was asked to do, and what asked for it. */
export const purposeOf = ({ input }: DescribeExecutionOutput): RunPurpose => purposeInJson(input);

/** A run that is working on the lab. */
export interface RunInProgress {
  readonly name: string;
  readonly action: RunPurpose['action'];
}

/**
 * The run that is working on the lab now; if there are several, the oldest, as Plan skips the others. Plans do not
 * count. The list may lag behind, so Plan checks again.
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
