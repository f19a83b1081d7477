import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { executionLink } from '../../lab/console-links.ts';
import { executionArn } from '../../lab/execution-arn.ts';
import { errorText, isNamed } from '../../reconcile/aws-errors.ts';
import type { StackChange } from './answer.ts';

/** What was started. */
export interface FirstRun {
  /** ARN of the execution; empty when none was started. */
  readonly Run: string;
  /** Opens it in the console; empty when none was started. */
  readonly Link: string;
  /** Why no run was started; empty if one was. */
  readonly Note: string;
}

/** CloudFormation accepts 4096 bytes for the whole answer. */
const longestNote = 500;

const input = JSON.stringify({ trigger: 'stack' });

const start = async (sfn: SFNClient, stateMachineArn: string, name: string): Promise<void> => {
  try {
    await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input }));
  } catch (error) {
    // The same request, delivered again.
    if (!isNamed(error, 'ExecutionAlreadyExists')) throw error;
  }
};

const none = (why: string): FirstRun => ({ Run: '', Link: '', Note: why.slice(0, longestNote) });

/**
 * Starts a rebuild because the stack was created or updated, and does not wait for it. It never throws: a stack whose
 * first run can't start still works.
 */
export const startFirstRun = async (
  sfn: SFNClient,
  stateMachineArn: string,
  {
    RequestType,
    RequestId,
    ResourceProperties,
  }: Pick<StackChange, 'RequestType' | 'RequestId' | 'ResourceProperties'>,
): Promise<FirstRun> => {
  if (RequestType === 'Delete') return none('The stack is deleted');
  if (ResourceProperties.Wanted !== 'true') return none('RebuildOnCreate is false');
  const name = `stack-${RequestId}`;
  try {
    await start(sfn, stateMachineArn, name);
  } catch (error) {
    return none(errorText(error));
  }
  const Run = executionArn(stateMachineArn, name);
  return { Run, Link: executionLink(Run), Note: '' };
};
