import { CfnCondition, Fn, RemovalPolicy } from 'aws-cdk-lib';
import { CfnManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { ResourceArns } from '../lab/arns.ts';
import { allTables, encryptedJobStatements, jobStatements } from '../reconcile/kinds/job-policy.ts';
import type { AccountRules } from './account-rules.ts';
import type { LabKey } from './lab-key.ts';
import { policyDocument } from './policy.ts';
import { acknowledgeWildcards } from './wildcards.ts';

/**
 * The boundary of the jobs' role: all that a job could need in any lab, and so the most that a run can allow jobs. An
 * account that has a boundary of its own for new roles, or allows no new roles, gets none from us.
 */
export class JobBoundary extends Construct {
  /** Of this boundary, or of the account's; empty if there is neither. */
  readonly arn: string;

  /** @param given ARN of the account's boundary, or empty */
  constructor(
    scope: Construct,
    id: string,
    arns: ResourceArns,
    rules: AccountRules,
    key: LabKey,
    given: string,
  ) {
    super(scope, id);
    const statements = key.with(
      jobStatements(arns, allTables),
      encryptedJobStatements(arns, key.jobs.securityConfiguration),
    );
    // Without a name: a named policy would need CAPABILITY_NAMED_IAM.
    const policy = new CfnManagedPolicy(this, 'Policy', {
      description: "Daybreak: the most that the lab's Glue jobs can be allowed",
      policyDocument: policyDocument(statements),
    });
    // The lab and its role outlive the stack, and IAM refuses to delete the boundary of a role.
    policy.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    const needed = new CfnCondition(this, 'Needed', {
      expression: Fn.conditionAnd(rules.createsRoles, Fn.conditionNot(rules.hasBoundary)),
    });
    policy.cfnOptions.condition = needed;
    acknowledgeWildcards(policy, statements);
    this.arn = Fn.conditionIf(needed.logicalId, policy.ref, given).toString();
  }
}
