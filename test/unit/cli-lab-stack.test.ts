import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { labStack } from '../../cli/deploy/lab-stack.ts';

const lab = { name: 'daybreak', account: '123456789012', region: 'us-east-1', partition: 'aws' };
const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:daybreak-rebuild';

/** CloudFormation with stacks by name, each with its resources. */
const cloudFormationWith = (stacks: Readonly<Record<string, readonly string[]>>): CloudFormationClient => {
  const cloudFormation = new CloudFormationClient({ region: 'us-east-1' });
  const missing = Object.assign(new Error('Stack with id x does not exist'), { name: 'ValidationError' });
  const answer = (input: object): object => {
    const {
      StackName,
      PhysicalResourceId,
    }: { readonly StackName?: string; readonly PhysicalResourceId?: string } = input;
    const names = Object.keys(stacks);
    const [name] = names.filter(each =>
      PhysicalResourceId === undefined
        ? [each, `id-of-${each}`].includes(StackName ?? '')
        : stacks[each]?.includes(PhysicalResourceId),
    );
    if (name === undefined) throw missing;
    return PhysicalResourceId === undefined
      ? { Stacks: [{ StackName: name }] }
      : { StackResources: [{ StackName: name, StackId: `id-of-${name}` }] };
  };
  cloudFormation.middlewareStack.add(
    () => async args => ({ response: {}, output: { $metadata: {}, ...answer(args.input) } }),
    { step: 'initialize', priority: 'high' },
  );
  return cloudFormation;
};

test.each([
  ['its usual name', { 'daybreak-bootstrap': [] }, 'daybreak-bootstrap'],
  [
    'its state machine, where a StackSet has named it',
    { 'StackSet-x-1': [stateMachineArn], other: [] },
    'StackSet-x-1',
  ],
  ['nothing, if there is none', { other: ['something'] }, undefined],
])("a lab's stack is found by %s", async (_, stacks, expected) => {
  const cloudFormation = cloudFormationWith(stacks);
  const found = await labStack({ cloudFormation, lab, stateMachineArn });
  expect(found?.StackName).toBe(expected);
});
