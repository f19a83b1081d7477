import {
  type CloudFormationClient,
  DescribeEventsCommand,
  paginateDescribeStackEvents,
  type Stack,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { isNamed } from '../../reconcile/aws-errors.ts';

/** What CloudFormation says of resources that only fell with another one. */
const consequence = /cancelled/i;

interface Thing {
  readonly LogicalResourceId?: string | undefined;
  readonly ResourceType?: string | undefined;
}

const worded = ({ LogicalResourceId, ResourceType }: Thing, reason: string): string =>
  `${LogicalResourceId} (${ResourceType}): ${reason}`;

/** The events of a stack's last operation, the newest first. */
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

/** What CloudFormation found in the template before it touched a resource; the stack's own events only hint at it. */
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
    // Policies that are older than this call don't allow it.
    if (isNamed(error, 'AccessDenied', 'AccessDeniedException', 'ValidationError')) return undefined;
    throw error;
  }
};

const isFailure = (event: StackEvent): boolean => {
  const reason = event.ResourceStatusReason ?? '';
  return (event.ResourceStatus ?? '').endsWith('_FAILED') && reason !== '' && !consequence.test(reason);
};

/** Why a stack's last operation failed: the first resource that did, and the reason. */
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
