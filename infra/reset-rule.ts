import { CfnRule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { sandboxReset } from '../lab/events.ts';
import type { AccountRules } from './account-rules.ts';
import { OptionalRole } from './optional-role.ts';

/**
 * Starts a rebuild on an event that the sandbox was reset. The pattern matches only our own event: a rule that started
 * the state machine on events of `aws.states` would be triggered by its own runs, endlessly.
 */
export class ResetRule extends Construct {
  constructor(scope: Construct, id: string, rules: AccountRules, stateMachineArn: string) {
    super(scope, id);
    const { role } = new OptionalRole(this, 'Role', {
      description: "Starts Daybreak's rebuild when the sandbox has been reset",
      service: 'events.amazonaws.com',
      statements: [{ actions: ['states:StartExecution'], resources: [stateMachineArn] }],
      rules,
    });
    new CfnRule(this, 'Rule', {
      description: 'Rebuilds the lab after an event that the sandbox was reset',
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
