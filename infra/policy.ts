import { Aws, type CfnCondition, Fn } from 'aws-cdk-lib';

/** One statement of a policy. It allows; nothing here denies. */
export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Why a resource has a `*` in it; a statement with a `*` and without a reason is an error. */
  readonly wildcard?: string;
  /** The statement is in the policy only where this is true. */
  readonly onlyIf?: CfnCondition;
}

const written = ({ actions, resources, condition }: Statement) => ({
  Effect: 'Allow',
  Action: [...actions],
  Resource: [...resources],
  ...(condition === undefined ? {} : { Condition: condition }),
});

/** Statements as an IAM policy document. */
export const policyDocument = (statements: readonly Statement[]) => ({
  Version: '2012-10-17',
  Statement: statements.map(statement =>
    statement.onlyIf === undefined
      ? written(statement)
      : Fn.conditionIf(statement.onlyIf.logicalId, written(statement), Aws.NO_VALUE),
  ),
});
