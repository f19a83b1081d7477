import { CfnCondition, Fn } from 'aws-cdk-lib';
import { CfnManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { ResourceArns } from '../lab/arns.ts';
import type { Lab } from '../lab/names.ts';
import type { Endpoint } from './endpoint.ts';
import type { LabKey } from './lab-key.ts';
import { learnerStatements, rebuildStatement } from './learner-statements.ts';
import { policyDocument } from './policy.ts';
import { acknowledgeWildcards } from './wildcards.ts';

/**
 * The policy that `daybreak policy` prints, as a managed one to attach to whoever uses the lab. The stack attaches it to
 * nobody.
 */
export class LearnerPolicy extends Construct {
  /** Whether there is one: many sandboxes may not create policies, and most labs need none. */
  readonly wanted: CfnCondition;
  /** Its ARN, if there is one. */
  readonly arn: string;

  /** @param wanted `true` or `false` */
  constructor(
    scope: Construct,
    id: string,
    lab: Lab,
    arns: ResourceArns,
    key: LabKey,
    endpoint: Endpoint,
    path: string,
    wanted: string,
  ) {
    super(scope, id);
    this.wanted = new CfnCondition(this, 'Wanted', { expression: Fn.conditionEquals(wanted, 'true') });
    const statements = key.with([
      ...learnerStatements(lab, arns),
      { ...rebuildStatement(lab, endpoint.id), onlyIf: endpoint.wanted },
    ]);
    // Without a name: a named policy would need CAPABILITY_NAMED_IAM. And deleted with the stack, unlike the boundary:
    // while somebody has it, IAM refuses, so that nobody keeps rights that nobody sees.
    const policy = new CfnManagedPolicy(this, 'Policy', {
      description: 'Daybreak: for people who use the lab and do not run it',
      path,
      policyDocument: policyDocument(statements),
    });
    policy.cfnOptions.condition = this.wanted;
    acknowledgeWildcards(policy, statements);
    this.arn = policy.ref;
  }
}
