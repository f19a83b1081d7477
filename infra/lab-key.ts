import { Aws, CfnCondition, Fn, type Stack, Validations } from 'aws-cdk-lib';
import { keyStatements } from '../lab/key-use.ts';
import type { StackParameters } from './parameters.ts';
import type { StackStatement } from './policy.ts';

/** The KMS key that encrypts what the lab and its stack store, if the stack has one. */
export interface LabKey {
  /** Empty if there is none. */
  readonly arn: string;
  /** The key for a resource's property, which is left out if there is none. */
  readonly property: string;
  /** The same statements, and what their holder needs on the key. */
  readonly with: (statements: readonly StackStatement[]) => readonly StackStatement[];
}

/** Reads the key from the parameters. */
export const labKey = (stack: Stack, parameters: StackParameters): LabKey => {
  const arn = parameters('KmsKeyArn');
  const given = new CfnCondition(stack, 'HasKmsKey', {
    expression: Fn.conditionNot(Fn.conditionEquals(arn, '')),
  });
  // Reported for the stack, not for the log groups that have the property.
  Validations.of(stack).acknowledge({
    id: 'CloudFormation-Validate::W1030',
    reason: 'The condition HasKmsKey keeps an empty KmsKeyArn, the default, out of the property.',
  });
  return {
    arn,
    property: Fn.conditionIf(given.logicalId, arn, Aws.NO_VALUE).toString(),
    with: statements => [
      ...statements,
      ...keyStatements(arn, statements).map(statement => ({ ...statement, onlyIf: given })),
    ],
  };
};
