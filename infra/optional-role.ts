import { CfnCondition, Fn, Validations } from 'aws-cdk-lib';
import { CfnRole, type IRole, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { AccountRules } from './account-rules.ts';
import { policyDocument, type StackStatement } from './policy.ts';
import { acknowledgeWildcards } from './wildcards.ts';

interface Properties {
  readonly description: string;
  /** Who assumes it: `lambda.amazonaws.com` */
  readonly service: string;
  readonly statements: readonly StackStatement[];
  readonly rules: AccountRules;
  /** The role exists only where this is true as well: where there is something that uses it. */
  readonly onlyIf?: CfnCondition;
}

/**
 * A role of one function or machine, with its own statements and no others; where the account may not create roles,
 * the one that the stack's `ExistingRole` names.
 *
 * It is written out as CloudFormation has it: the CDK's own roles, and its grants, can't be switched off when the
 * stack is deployed.
 */
export class OptionalRole extends Construct {
  /** For constructs that want a role. Grants to it do nothing: its statements are all there is. */
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
        'An empty PermissionsBoundaryArn, its default, never reaches the property: HasPermissionsBoundary.',
    });
    this.role = Role.fromRoleArn(this, 'Used', rules.roleArn(created.attrArn), { mutable: false });
  }
}
