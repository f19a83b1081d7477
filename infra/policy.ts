import { Aws, type CfnCondition, Fn } from 'aws-cdk-lib';
import type { Statement } from '../lab/statement.ts';

/** A statement that is in the policy only if a condition of the stack is true. */
export interface StackStatement extends Statement {
  readonly onlyIf?: CfnCondition;
}

const written = ({ actions, resources, condition }: Statement) => ({
  Effect: 'Allow',
  Action: [...actions],
  Resource: [...resources],
  ...(condition === undefined ? {} : { Condition: condition }),
});

/** Statements as an IAM policy document. */
export const policyDocument = (statements: readonly StackStatement[]) => ({
  Version: '2012-10-17',
  Statement: statements.map(statement =>
    statement.onlyIf === undefined
      ? written(statement)
      : Fn.conditionIf(statement.onlyIf.logicalId, written(statement), Aws.NO_VALUE),
  ),
});
