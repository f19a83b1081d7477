import { type CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import type { Interrupt } from '../interrupt.ts';

/** The answer, or undefined where CloudFormation says that there is no such stack. */
export const orNoStack = async <Answer>(answer: Promise<Answer>): Promise<Answer | undefined> => {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message))
      return undefined;
    throw error;
  }
};

/** @param stack its name, or its id, which still finds it when it has been deleted */
export const describeStack = async (
  cloudFormation: CloudFormationClient,
  stack: string,
): Promise<Stack | undefined> => {
  const answer = await orNoStack(cloudFormation.send(new DescribeStacksCommand({ StackName: stack })));
  return answer?.Stacks?.[0];
};

/** Waits until nobody works on a stack any more. */
export const settledStack = async (
  cloudFormation: CloudFormationClient,
  stack: string,
  interval: number,
  interrupt: Interrupt,
): Promise<Stack | undefined> => {
  for (;;) {
    const found = await describeStack(cloudFormation, stack);
    // A change set that nobody has executed waits for ever.
    if (!found?.StackStatus?.endsWith('_IN_PROGRESS') || found.StackStatus === 'REVIEW_IN_PROGRESS')
      return found;
    await interrupt.sleep(interval);
  }
};
