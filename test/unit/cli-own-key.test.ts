import type { Stack } from '@aws-sdk/client-cloudformation';
import { checkParameters } from '../../cli/deploy/parameters.ts';
import { wayOut } from '../../cli/deploy/stack.ts';
import { stackKeyOf } from '../../cli/deploy/stack-key.ts';

const arn = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';

test('the command takes create and an ARN for the key, and says what else it could be', () => {
  for (const KmsKeyArn of ['', 'create', arn]) expect(() => checkParameters({ KmsKeyArn })).not.toThrow();
  for (const KmsKeyArn of ['alias/daybreak', 'Create', 'true'])
    expect(() => checkParameters({ KmsKeyArn })).toThrow(
      `'${KmsKeyArn}' is not a valid KmsKeyArn: empty, create, or the ARN of a key in this region, not of an alias`,
    );
});

test.each([
  ['made', 'create', true],
  ['was given', arn, false],
])('the key that a stack %s is known by its output', (_, ParameterValue, made) => {
  const stack: Stack = {
    StackName: 'x',
    CreationTime: new Date(),
    StackStatus: 'CREATE_COMPLETE',
    Parameters: [{ ParameterKey: 'KmsKeyArn', ParameterValue }],
    Outputs: [{ OutputKey: 'KmsKey', OutputValue: arn }],
  };
  expect(stackKeyOf(stack)).toEqual({ arn, made });
  expect(stackKeyOf({ ...stack, Outputs: [] })).toBeUndefined();
});

test('a stack that is made again with create is told how to use the key that there is; other failures need no such word', () => {
  const why = 'KeyAlias (AWS::KMS::Alias): An alias with the name arn:… already exists';
  const told = wayOut(why, { name: 'sales' });
  expect(told).toContain('pass --parameter KmsKeyArn=<its ARN>');
  expect(told).toContain('aws kms describe-key --key-id alias/sales');
  expect(wayOut('Key (AWS::KMS::Key): no', { name: 'sales' })).toBe('Fix that and run this again.');
});
