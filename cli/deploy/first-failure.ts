import {
  type CloudFormationClient,
  DescribeEventsCommand,
  paginateDescribeStackEvents,
  type Stack,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { isNamed } from '../../reconcile/aws-errors.ts';

/** CloudFormation's reason for resources that failed only because another one did. */
const consequence = /cancelled/i;

interface StackResource {
  readonly LogicalResourceId?: string | undefined;
  readonly ResourceType?: string | undefined;
}

const worded = ({ LogicalResourceId, ResourceType }: StackResource, reason: string): string =>
  `${LogicalResourceId} (${ResourceType}): ${reason}`;

/** The events of a stack's last operation, newest first. */
const lastOperation = async (
  cloudFormation: CloudFormationClient,
  StackName: string,
): Promise<readonly StackEvent[]> => {
  const found: StackEvent[] = [];
  for await (const { StackEvents = [] } of paginateDescribeStackEvents(
    { client: cloudFormation },
    { StackName },
  ))
    for (const event of StackEvents) {
      found.push(event);
      const isBegin = /^(CREATE|UPDATE|DELETE)_IN_PROGRESS$/.test(event.ResourceStatus ?? '');
      if (isBegin && event.PhysicalResourceId === StackName) return found;
    }
  return found;
};

/** What CloudFormation found wrong with the template before touching a resource; the stack's events only hint at it. */
const firstValidation = async (
  cloudFormation: CloudFormationClient,
  StackName: string,
): Promise<string | undefined> => {
  try {
    const { OperationEvents = [] } = await cloudFormation.send(new DescribeEventsCommand({ StackName }));
    const failed = OperationEvents.find(({ ValidationStatus }) => ValidationStatus === 'FAILED');
    return failed?.ValidationStatusReason === undefined
      ? undefined
      : worded(failed, [failed.ValidationStatusReason, failed.ValidationPath].filter(Boolean).join(', at '));
  } catch (error) {
    // Policies written before this call existed don't allow it.
    if (isNamed(error, 'AccessDenied', 'AccessDeniedException', 'ValidationError')) return undefined;
    throw error;
  }
};

const isFailure = (event: StackEvent): boolean => {
  const reason = event.ResourceStatusReason ?? '';
  return (event.ResourceStatus ?? '').endsWith('_FAILED') && reason !== '' && !consequence.test(reason);
};

/** Why a stack's last operation failed: the first resource that failed, and its reason. */
export const firstFailure = async (
  cloudFormation: CloudFormationClient,
  { StackId, StackStatusReason }: Stack,
): Promise<string> => {
  const events = StackId === undefined ? [] : await lastOperation(cloudFormation, StackId);
  const first = events.findLast(event => isFailure(event) && event.PhysicalResourceId !== StackId);
  if (first?.ResourceStatusReason !== undefined) return worded(first, first.ResourceStatusReason);
  const validation = StackId === undefined ? undefined : await firstValidation(cloudFormation, StackId);
  const ofStack = events.findLast(isFailure)?.ResourceStatusReason;
  return validation ?? (ofStack || StackStatusReason || 'CloudFormation gives no reason');
};
