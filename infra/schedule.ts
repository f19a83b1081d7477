import { CfnCondition, Fn, Validations } from 'aws-cdk-lib';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { AccountRules } from './account-rules.ts';
import { OptionalRole } from './optional-role.ts';

/** Minutes within which a scheduled rebuild begins, so that not all labs of a class begin at once. */
const window = 5;

/** Rebuilds the lab on a schedule; does nothing if the expression is empty. */
export class Schedule extends Construct {
  constructor(
    scope: Construct,
    id: string,
    rules: AccountRules,
    stateMachineArn: string,
    expression: string,
  ) {
    super(scope, id);
    const wanted = new CfnCondition(this, 'Wanted', {
      expression: Fn.conditionNot(Fn.conditionEquals(expression, '')),
    });
    const { role } = new OptionalRole(this, 'Role', {
      description: "Starts Daybreak's rebuild on its schedule",
      service: 'scheduler.amazonaws.com',
      statements: [{ actions: ['states:StartExecution'], resources: [stateMachineArn] }],
      rules,
      onlyIf: wanted,
    });
    const schedule = new CfnSchedule(this, 'Schedule', {
      description: 'Rebuilds the lab',
      scheduleExpression: expression,
      flexibleTimeWindow: { mode: 'FLEXIBLE', maximumWindowInMinutes: window },
      target: {
        arn: stateMachineArn,
        roleArn: role.roleArn,
        input: JSON.stringify({ trigger: 'schedule' }),
        // A start that is half an hour late is better left to the next rebuild.
        retryPolicy: { maximumRetryAttempts: 5, maximumEventAgeInSeconds: 1800 },
      },
    });
    schedule.cfnOptions.condition = wanted;
    Validations.of(schedule).acknowledge({
      id: 'CloudFormation-Validate::W1032',
      reason: 'The condition CreatesRoles keeps an empty ExistingRole, the default, out of the property.',
    });
  }
}
