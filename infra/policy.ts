import { Aws, type CfnCondition, Fn } from 'aws-cdk-lib';
import { policyVersion, type Statement, writtenStatement } from '../lab/statement.ts';

/** A statement that is in the policy only if a condition of the stack is true. */
export interface StackStatement extends Statement {
  readonly onlyIf?: CfnCondition;
}

/** Statements as an IAM policy document. */
export const policyDocument = (statements: readonly StackStatement[]) => ({
  Version: policyVersion,
  Statement: statements.map(statement =>
    statement.onlyIf === undefined
      ? writtenStatement(statement)
      : Fn.conditionIf(statement.onlyIf.logicalId, writtenStatement(statement), Aws.NO_VALUE),
  ),
});
