import { Aws, CfnCondition, Fn, type Stack, Validations } from 'aws-cdk-lib';
import { keyStatements } from '../lab/key-use.ts';
import type { Lab } from '../lab/names.ts';
import type { Statement } from '../lab/statement.ts';
import { type JobEncryption, jobEncryption } from './job-encryption.ts';
import { madeKey } from './made-key.ts';
import { makeKey } from './parameter-declarations.ts';
import type { StackParameters } from './parameters.ts';
import type { StackStatement } from './policy.ts';

/** The KMS key that encrypts what the lab and its stack store, if the stack has one. */
export interface LabKey {
  /** Whether there is one. */
  readonly given: CfnCondition;
  /** Empty if there is none. */
  readonly arn: string;
  /** The key for a resource's property, which is left out if there is none. */
  readonly property: string;
  /** What encrypts the jobs. */
  readonly jobs: JobEncryption;
  /** The same statements and, if there is a key, those that only count then, and what their holder needs on the key. */
  readonly with: (
    statements: readonly StackStatement[],
    onlyWithKey?: readonly Statement[],
  ) => readonly StackStatement[];
}

/** Reads the key from the parameters, and makes it if they ask for that. */
export const labKey = (stack: Stack, lab: Lab, parameters: StackParameters): LabKey => {
  const wanted = parameters('KmsKeyArn');
  const given = new CfnCondition(stack, 'HasKey', {
    expression: Fn.conditionNot(Fn.conditionEquals(wanted, '')),
  });
  const made = new CfnCondition(stack, 'MakesKey', { expression: Fn.conditionEquals(wanted, makeKey) });
  // Reported for the stack, not for the log groups that have the property.
  Validations.of(stack).acknowledge({
    id: 'CloudFormation-Validate::W1030',
    reason: 'The condition HasKey keeps an empty KmsKeyArn, the default, out of the property.',
  });
  Validations.of(stack).acknowledge({
    id: 'CloudFormation-Validate::W1001',
    reason: 'Every reference to the key is behind the condition MakesKey, as the key is itself.',
  });
  const own = madeKey(stack, lab, made);
  const arn = Fn.conditionIf(made.logicalId, own.arn, wanted).toString();
  // The slash makes sure that there is a second part, also where it does not count.
  const givenId = Fn.select(1, Fn.split('/', `${wanted}/`));
  const id = Fn.conditionIf(made.logicalId, own.id, givenId).toString();
  return {
    given,
    arn,
    property: Fn.conditionIf(given.logicalId, arn, Aws.NO_VALUE).toString(),
    jobs: jobEncryption(stack, lab, { arn, id }, given),
    with: (statements, onlyWithKey = []) => [
      ...statements,
      ...[...onlyWithKey, ...keyStatements(arn, [...statements, ...onlyWithKey])].map(statement => ({
        ...statement,
        onlyIf: given,
      })),
    ],
  };
};
