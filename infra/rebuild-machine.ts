import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { type Lab, stateMachineName, steps } from '../lab/names.ts';
import type { Statement } from '../lab/statement.ts';
import { functionPlaceholder, rebuildDefinition } from '../statemachine/read.ts';
import type { AccountRules } from './account-rules.ts';
import type { LabFunctions } from './functions.ts';
import type { LabKey } from './lab-key.ts';
import { labLog } from './lab-log.ts';
import { onlyWith, propertyOnlyWith } from './only-with.ts';
import { OptionalRole } from './optional-role.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy */
const deliverLogs: Statement = {
  actions: [
    'logs:CreateLogDelivery',
    'logs:GetLogDelivery',
    'logs:UpdateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:DescribeResourcePolicies',
    'logs:DescribeLogGroups',
  ],
  resources: ['*'],
  wildcard: 'CloudWatch Logs does not support resource-level permissions for log deliveries.',
};

/** https://docs.aws.amazon.com/step-functions/latest/dg/xray-iam.html */
const trace: Statement = {
  actions: [
    'xray:PutTraceSegments',
    'xray:PutTelemetryRecords',
    'xray:GetSamplingRules',
    'xray:GetSamplingTargets',
  ],
  resources: ['*'],
  wildcard: 'X-Ray does not support resource-level permissions for traces.',
};

/** The rebuild itself: the state machine from its file, and its log. */
export class RebuildMachine extends Construct {
  readonly stateMachine: StateMachine;

  constructor(
    scope: Construct,
    id: string,
    lab: Lab,
    rules: AccountRules,
    key: LabKey,
    functions: LabFunctions,
  ) {
    super(scope, id);
    const arns = steps.map(step => functions(step).functionArn);
    const { role } = new OptionalRole(this, 'Role', {
      description: "Daybreak's state machine",
      service: 'states.amazonaws.com',
      statements: [{ actions: ['lambda:InvokeFunction'], resources: arns }, deliverLogs, trace],
      rules,
    });
    // Log groups below this path do not count against the ten resource policies that an account may have:
    // https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cw-logs-resource-policy
    const log = labLog(this, `/aws/vendedlogs/states/${stateMachineName(lab)}`, key);
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName: stateMachineName(lab),
      stateMachineType: StateMachineType.STANDARD,
      // Without white space, which is half of it: the console formats it again.
      definitionBody: DefinitionBody.fromString(JSON.stringify(JSON.parse(rebuildDefinition()))),
      definitionSubstitutions: Object.fromEntries(
        steps.map(step => [functionPlaceholder(step), functions(step).functionArn]),
      ),
      role,
      logs: { destination: log, level: LogLevel.ALL, includeExecutionData: true },
      // A run is one trace, and the first 100,000 a month are free.
      tracingEnabled: true,
    });
    // Step Functions refuses a machine whose role may not deliver logs or send traces ("The state machine IAM Role is
    // not authorized to access the Log Destination"), and an existing role can't be given the permission:
    // https://docs.aws.amazon.com/step-functions/latest/dg/troubleshooting.html#troubleshooting-general-unable-to-create
    onlyWith(rules.createsRoles, log);
    propertyOnlyWith(rules.createsRoles, this.stateMachine, 'LoggingConfiguration', {
      Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: log.logGroupArn } }],
      IncludeExecutionData: true,
      Level: LogLevel.ALL,
    });
    propertyOnlyWith(rules.createsRoles, this.stateMachine, 'TracingConfiguration', { Enabled: true });
  }
}
