import { CfnCondition, Fn, Validations } from 'aws-cdk-lib';
import { CfnRole, type IRole, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { AccountRules } from './account-rules.ts';
import { policyDocument, type StackStatement } from './policy.ts';
import { acknowledgeWildcards } from './wildcards.ts';

interface Properties {
  readonly description: string;
  /** The service that assumes it: `lambda.amazonaws.com` */
  readonly service: string;
  readonly statements: readonly StackStatement[];
  readonly rules: AccountRules;
  /** The role exists only if this is true as well, that is, if something uses it. */
  readonly onlyIf?: CfnCondition;
}

/**
 * The role of one function or machine, with exactly its own statements; or, in accounts that may not create roles, the
 * role that the stack's `ExistingRole` names.
 */
export class OptionalRole extends Construct {
  /** For constructs that need a role. Grants to it have no effect: it has only the given statements. */
  readonly role: IRole;

  constructor(scope: Construct, id: string, { description, service, statements, rules, onlyIf }: Properties) {
    super(scope, id);
    const created = new CfnRole(this, 'Created', {
      description,
      assumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
      },
      path: rules.rolePath,
      permissionsBoundary: rules.permissionsBoundary,
      policies: [{ policyName: 'own', policyDocument: policyDocument(statements) }],
    });
    created.cfnOptions.condition =
      onlyIf === undefined
        ? rules.createsRoles
        : new CfnCondition(this, 'Exists', { expression: Fn.conditionAnd(rules.createsRoles, onlyIf) });
    acknowledgeWildcards(created, statements);
    Validations.of(created).acknowledge({
      id: 'CloudFormation-Validate::W1030',
      reason:
        'The condition HasPermissionsBoundary keeps an empty PermissionsBoundaryArn, the default, out of the property.',
    });
    this.role = Role.fromRoleArn(this, 'Used', rules.roleArn(created.attrArn), { mutable: false });
  }
}
