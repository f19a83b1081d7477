import type { Stack } from '@aws-sdk/client-cloudformation';
import { noSuchLab } from '../follow/runs.ts';
import type { Session } from '../session.ts';
import { labStack } from './lab-stack.ts';

const isDeployed = (stack: Stack | undefined): stack is Stack =>
  stack !== undefined && stack.StackStatus !== 'DELETE_COMPLETE';

/** The lab's stack. @throws NoSuchLab */
export const deployedStack = async (session: Session): Promise<Stack> => {
  const stack = await labStack(session);
  if (!isDeployed(stack)) throw noSuchLab(session);
  return stack;
};
