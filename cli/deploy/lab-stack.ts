import { DescribeStackResourcesCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { stackName } from '../../lab/names.ts';
import type { Session } from '../session.ts';
import { describeStack, orNoStack } from './describe-stack.ts';

/**
 * The stack that a lab was deployed with: `<lab>-bootstrap`, or, if a StackSet chose another name, the one that has the
 * lab's state machine.
 */
export const labStack = async ({
  cloudFormation,
  lab,
  stateMachineArn,
}: Pick<Session, 'cloudFormation' | 'lab' | 'stateMachineArn'>): Promise<Stack | undefined> => {
  const usual = await describeStack(cloudFormation, stackName(lab));
  if (usual !== undefined) return usual;
  const command = new DescribeStackResourcesCommand({ PhysicalResourceId: stateMachineArn });
  const found = await orNoStack(cloudFormation.send(command));
  const id = found?.StackResources?.[0]?.StackId;
  return id === undefined ? undefined : describeStack(cloudFormation, id);
};
