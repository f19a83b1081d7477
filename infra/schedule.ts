import { CfnCondition, Fn, Validations } from 'aws-cdk-lib';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { AccountRules } from './account-rules.ts';
import type { FirstRun } from './first-run.ts';
import { OptionalRole } from './optional-role.ts';

/** Minutes within which a scheduled rebuild begins, so that not all labs of a class begin at once. */
const window = 5;

/** What is the same for every schedule. When it changes, so does the version of the first run, see `FirstRun`. */
export const scheduleSettings = {
  description: 'Rebuilds the lab',
  flexibleTimeWindow: { mode: 'FLEXIBLE', maximumWindowInMinutes: window },
  input: JSON.stringify({ trigger: 'schedule' }),
  // A start that is half an hour late is better left to the next rebuild.
  retryPolicy: { maximumRetryAttempts: 5, maximumEventAgeInSeconds: 1800 },
} as const;

interface Properties {
  readonly rules: AccountRules;
  readonly stateMachineArn: string;
  /** The parameter `ScheduleExpression`. */
  readonly expression: string;
  /** Its first start, and its name. */
  readonly first: FirstRun['schedule'];
}

/** Rebuilds the lab on a schedule; does nothing if the expression is empty. */
export class Schedule extends Construct {
  constructor(scope: Construct, id: string, { rules, stateMachineArn, expression, first }: Properties) {
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
    const { description, flexibleTimeWindow, input, retryPolicy } = scheduleSettings;
    const schedule = new CfnSchedule(this, 'Schedule', {
      name: first.name,
      description,
      scheduleExpression: expression,
      startDate: first.start,
      flexibleTimeWindow,
      target: { arn: stateMachineArn, roleArn: role.roleArn, input, retryPolicy },
    });
    schedule.cfnOptions.condition = wanted;
    Validations.of(schedule).acknowledge({
      id: 'CloudFormation-Validate::W1032',
      reason: 'The condition CreatesRoles keeps an empty ExistingRole, the default, out of the property.',
    });
  }
}
