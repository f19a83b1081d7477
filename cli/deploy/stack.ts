import {
  type CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  type Stack,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { keyAlias, type Lab, stackName } from '../../lab/names.ts';
import { Failed } from '../errors.ts';
import type { Interrupt } from '../interrupt.ts';
import type { OnProgress } from '../render/progress.ts';
import type { Session } from '../session.ts';
import { describeStack, settledStack } from './describe-stack.ts';
import { firstFailure } from './first-failure.ts';
import { stackParameters, type Values } from './parameters.ts';

export interface Deployment {
  readonly outcome: 'created' | 'updated' | 'unchanged';
  /** When CloudFormation began; undefined when there was nothing to do. */
  readonly since: Date | undefined;
}

/** Milliseconds */
const intervals = { local: 150, account: 2_000 } as const;

const isNothingToDo = (error: unknown): boolean =>
  error instanceof Error && /No updates are to be performed/.test(error.message);

/** What to do about the reason of a failure. */
export const wayOut = (why: string, lab: Pick<Lab, 'name'>): string =>
  why.includes('(AWS::KMS::Alias)')
    ? `There is a key ${keyAlias(lab)} already, of an earlier stack or of yours. To use it, pass --parameter KmsKeyArn=<its ARN>, which ` +
      `\`aws kms describe-key --key-id ${keyAlias(lab)} --query KeyMetadata.Arn --output text\` prints.`
    : 'Fix that and run this again.';

const updatable = /^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE$/;

/** Why a stack that is there can't be updated, and what to do; undefined if it can. */
export const whyUnusable = async (
  cloudFormation: CloudFormationClient,
  name: string,
  labName: string,
  stack: Stack,
): Promise<string | undefined> => {
  const lab = stack.Parameters?.find(({ ParameterKey }) => ParameterKey === 'LabName')?.ParameterValue;
  if (lab !== labName)
    return `Stack ${name} exists and does not belong to lab ${labName}, so it was left as it is. Choose another name with --lab.`;
  if (updatable.test(stack.StackStatus ?? '')) return undefined;
  return (
    `Stack ${name} is in ${stack.StackStatus} and can't be updated (${await firstFailure(cloudFormation, stack)}). ` +
    'Delete it in the CloudFormation console, which leaves the lab and its data as they are, and run this again.'
  );
};

/**
 * Creates or updates the stack that builds the lab, and waits for it. Parameters that are not given keep their values.
 * What a failed first creation left behind is removed first: it never worked and holds nothing.
 *
 * @throws Failed with the first failing resource's reason; Interrupted, while CloudFormation continues
 */
export const deployStack = async (
  session: Session,
  templateUrl: string,
  given: Values,
  interrupt: Interrupt,
  say: OnProgress,
): Promise<Deployment> => {
  const { cloudFormation, lab } = session;
  const name = stackName(lab);
  const interval = session.local === undefined ? intervals.account : intervals.local;
  const settled = (stack = name) => settledStack(cloudFormation, stack, interval, interrupt);

  const existing = async (): Promise<Stack | undefined> => {
    const stack = await settled();
    if (stack?.StackStatus !== 'ROLLBACK_COMPLETE') return stack;
    say(`removing what a failed creation left behind (${await firstFailure(cloudFormation, stack)})`);
    await cloudFormation.send(new DeleteStackCommand({ StackName: name }));
    await settled(stack.StackId);
    return undefined;
  };

  const before = await existing();
  const isThere = before !== undefined && before.StackStatus !== 'DELETE_COMPLETE';
  const unusable = isThere ? await whyUnusable(cloudFormation, name, lab.name, before) : undefined;
  if (unusable !== undefined) throw new Failed(unusable);
  const request = {
    StackName: name,
    TemplateURL: templateUrl,
    Capabilities: ['CAPABILITY_IAM' as const],
    Parameters: stackParameters(
      { ...given, LabName: lab.name },
      isThere ? (before.Parameters ?? []).flatMap(({ ParameterKey }) => ParameterKey ?? []) : [],
    ),
  };
  say(isThere ? 'comparing' : 'creating');
  try {
    await cloudFormation.send(isThere ? new UpdateStackCommand(request) : new CreateStackCommand(request));
  } catch (error) {
    if (isNothingToDo(error)) return { outcome: 'unchanged', since: undefined };
    throw error;
  }
  const after = (await settled()) ?? (await describeStack(cloudFormation, before?.StackId ?? name));
  if (after?.StackStatus !== 'CREATE_COMPLETE' && after?.StackStatus !== 'UPDATE_COMPLETE') {
    const why = after === undefined ? 'someone deleted it' : await firstFailure(cloudFormation, after);
    throw new Failed(
      `CloudFormation could not ${isThere ? 'update' : 'create'} stack ${name}: ${why}. ` +
        `${isThere ? 'It is as it was before. ' : ''}${wayOut(why, lab)}`,
    );
  }
  return { outcome: isThere ? 'updated' : 'created', since: after.LastUpdatedTime ?? after.CreationTime };
};
