import { Aws, CfnCondition, Fn, type Stack } from 'aws-cdk-lib';
import type { StackParameters } from './parameters.ts';

/** What the account's rules require of roles, from the stack's parameters. */
export interface AccountRules {
  /** True if no existing role is given: only then does the stack create roles. */
  readonly createsRoles: CfnCondition;
  /** ARN of the role to use instead of ours; empty if there is none. */
  readonly existingRoleArn: string;
  /** ARN of a role: the existing one if there is one, otherwise ours. */
  readonly roleArn: (ours: string) => string;
  /** Omitted from roles if no boundary is given. */
  readonly permissionsBoundary: string;
  /** `/`, or `/folder/` */
  readonly rolePath: string;
}

/**
 * The ARN of a role that is given by name or by ARN. When the text is written twice around `:role/` and split at
 * `:role/`, the second part is the role's name (with its path) in both cases: `LabRole:role/LabRole`,
 * `arn:…:role/LabRole:role/arn:…:role/LabRole`.
 */
const roleArnOf = (nameOrArn: string): string => {
  const name = Fn.select(1, Fn.split(':role/', `${nameOrArn}:role/${nameOrArn}`));
  return `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${name}`;
};

/**
 * Reads the account's rules from the parameters; their conditions have names that a reader of the template understands.
 */
export const accountRules = (stack: Stack, parameters: StackParameters): AccountRules => {
  const existingRole = parameters('ExistingRole');
  const boundary = parameters('PermissionsBoundaryArn');
  const createsRoles = new CfnCondition(stack, 'CreatesRoles', {
    expression: Fn.conditionEquals(existingRole, ''),
  });
  const hasBoundary = new CfnCondition(stack, 'HasPermissionsBoundary', {
    expression: Fn.conditionNot(Fn.conditionEquals(boundary, '')),
  });
  const roleArn = (ours: string): string =>
    Fn.conditionIf(createsRoles.logicalId, ours, roleArnOf(existingRole)).toString();
  return {
    createsRoles,
    existingRoleArn: roleArn(''),
    roleArn,
    permissionsBoundary: Fn.conditionIf(hasBoundary.logicalId, boundary, Aws.NO_VALUE).toString(),
    rolePath: parameters('RolePath'),
  };
};
