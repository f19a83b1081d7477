import { Aws, CfnCondition, Fn, RemovalPolicy } from 'aws-cdk-lib';
import { CfnManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { ResourceArns } from '../lab/arns.ts';
import { deniedServices } from '../lab/job-statements.ts';
import { allTables, encryptedJobStatements, jobStatements } from '../reconcile/kinds/job-policy.ts';
import type { AccountRules } from './account-rules.ts';
import type { LabKey } from './lab-key.ts';
import { policyDocument } from './policy.ts';
import { acknowledgeWildcards } from './wildcards.ts';

/** `s3,sns` as `s3:*` and `sns:*`. In a Sub, because cdk-nag fails on a Join whose list is only known at deploy time. */
const actionsOf = (services: string): readonly string[] =>
  Fn.split(',', Fn.sub('${Each}:*', { Each: Fn.join(':*,', Fn.split(',', services)) }));

/**
 * The boundary of the jobs' role: all that a job could need in any lab, and so the most that a run can allow jobs. Of the
 * services in `JobPolicies` it allows everything, because no template can know the statements of a definition. An
 * account that has a boundary of its own for new roles, or allows no new roles, gets none from us.
 */
export class JobBoundary extends Construct {
  /** Of this boundary, or of the account's; empty if there is neither. */
  readonly arn: string;

  /**
   * @param given ARN of the account's boundary, or empty
   * @param services that jobs' own policies may name, separated by commas, or empty
   */
  constructor(
    scope: Construct,
    id: string,
    arns: ResourceArns,
    rules: AccountRules,
    key: LabKey,
    given: string,
    services: string,
  ) {
    super(scope, id);
    const statements = key.with(
      jobStatements(arns, allTables),
      encryptedJobStatements(arns, key.jobs.securityConfiguration),
    );
    const { Version, Statement } = policyDocument(statements);
    const asked = new CfnCondition(this, 'AllowsServices', {
      expression: Fn.conditionNot(Fn.conditionEquals(services, '')),
    });
    const ifAsked = (statement: object) => Fn.conditionIf(asked.logicalId, statement, Aws.NO_VALUE);
    // Without a name: a named policy would need CAPABILITY_NAMED_IAM.
    const policy = new CfnManagedPolicy(this, 'Policy', {
      description: "Daybreak: the most that the lab's Glue jobs can be allowed",
      policyDocument: {
        Version,
        Statement: [
          ...Statement,
          ifAsked({ Effect: 'Allow', Action: actionsOf(services), Resource: ['*'] }),
          // Explicitly, so that no policy of a resource can allow it either:
          // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-eval-logic
          ifAsked({ Effect: 'Deny', Action: deniedServices.map(each => `${each}:*`), Resource: ['*'] }),
        ],
      },
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
