import { Aws, CfnCondition, Fn, type Stack } from 'aws-cdk-lib';
import type { StackParameters } from './parameters.ts';

/** What the account's rules require of roles, from the stack's parameters. */
export interface AccountRules {
  /** True if no existing role is given: only then does the stack create roles. */
  readonly createsRoles: CfnCondition;
  /** True if the account requires a boundary of its own. */
  readonly hasBoundary: CfnCondition;
  /**
   * Ends the names of the functions' log groups. An existing role may be allowed to create log groups, as ours are not:
   * the last lines of a deleted stack's function then bring its group back, and the next stack would find the name
   * taken. With such a role, each stack has names of its own. The same in somebody else's stack:
   * https://github.com/aws-solutions-library-samples/accelerated-intelligent-document-processing-on-aws/issues/564
   */
  readonly logNameEnd: string;
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

/** Different for every stack, even of one name: `arn:…:stack/<name>/<guid>`. */
const stackGuid = Fn.select(2, Fn.split('/', Aws.STACK_ID));

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
    hasBoundary,
    logNameEnd: Fn.conditionIf(createsRoles.logicalId, '', `/${stackGuid}`).toString(),
    existingRoleArn: roleArn(''),
    roleArn,
    permissionsBoundary: Fn.conditionIf(hasBoundary.logicalId, boundary, Aws.NO_VALUE).toString(),
    rolePath: parameters('RolePath'),
  };
};
