import { type CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import type { Interrupt } from '../interrupt.ts';

/** The answer, or undefined if CloudFormation says that there is no such stack. */
export const orNoStack = async <Answer>(answer: Promise<Answer>): Promise<Answer | undefined> => {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message))
      return undefined;
    throw error;
  }
};

/** @param stack its name, or its id, which also finds a deleted stack */
export const describeStack = async (
  cloudFormation: CloudFormationClient,
  stack: string,
): Promise<Stack | undefined> => {
  const answer = await orNoStack(cloudFormation.send(new DescribeStacksCommand({ StackName: stack })));
  return answer?.Stacks?.[0];
};

/** Waits until no operation on a stack is in progress. */
export const settledStack = async (
  cloudFormation: CloudFormationClient,
  stack: string,
  interval: number,
  interrupt: Interrupt,
): Promise<Stack | undefined> => {
  for (;;) {
    const found = await describeStack(cloudFormation, stack);
    // A change set stays in review until someone executes it.
    if (!found?.StackStatus?.endsWith('_IN_PROGRESS') || found.StackStatus === 'REVIEW_IN_PROGRESS')
      return found;
    await interrupt.sleep(interval);
  }
};
