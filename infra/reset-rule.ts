import { CfnRule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { sandboxReset } from '../lab/events.ts';
import type { AccountRules } from './account-rules.ts';
import { OptionalRole } from './optional-role.ts';

/**
 * Starts a rebuild when somebody says that the sandbox was reset. The pattern names our own event only: a rule that
 * starts the state machine on events of `aws.states` would be woken by its own run, for ever.
 */
export class ResetRule extends Construct {
  constructor(scope: Construct, id: string, rules: AccountRules, stateMachineArn: string) {
    super(scope, id);
    const { role } = new OptionalRole(this, 'Role', {
      description: "Starts Daybreak's rebuild when the sandbox was reset",
      service: 'events.amazonaws.com',
      statements: [{ actions: ['states:StartExecution'], resources: [stateMachineArn] }],
      rules,
    });
    new CfnRule(this, 'Rule', {
      description: 'Rebuilds the lab when somebody says that the sandbox was reset',
      eventPattern: { source: [sandboxReset.source], 'detail-type': [sandboxReset.detailType] },
      targets: [
        {
          id: 'rebuild',
          arn: stateMachineArn,
          roleArn: role.roleArn,
          input: JSON.stringify({ trigger: 'reset' }),
          retryPolicy: { maximumRetryAttempts: 5, maximumEventAgeInSeconds: 1800 },
        },
      ],
    });
  }
}
