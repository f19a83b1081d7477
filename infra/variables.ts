import { type CfnCondition, Fn } from 'aws-cdk-lib';
import type { declarations } from '../functions/all.ts';
import type { LabArns } from '../lab/arns.ts';
import type { Lab, LabFunctionName } from '../lab/names.ts';
import type { AccountRules } from './account-rules.ts';
import type { LabKey } from './lab-key.ts';
import type { StackParameters } from './parameters.ts';

/** A value for every variable that a function declares, and for no other: the compiler checks it. */
export type Variables = Readonly<
  Record<(typeof declarations)[LabFunctionName]['environment'][number], string>
>;

/** The values of the functions' environments: a variable means the same in every function. */
export const variableValues = (
  lab: Lab,
  arns: LabArns,
  rules: AccountRules,
  parameters: StackParameters,
  key: LabKey,
  toBeTold: CfnCondition,
): Variables => ({
  LAB_NAME: lab.name,
  LAB_ACCOUNT: lab.account,
  LAB_REGION: lab.region,
  LAB_PARTITION: lab.partition,
  // By name: a reference would be circular, from the machine to its function and back.
  STATE_MACHINE_ARN: arns.stateMachine,
  SEED_URI: parameters('SeedUri'),
  DATASETS: parameters('Datasets'),
  MAX_SEED_GIB: parameters('MaxSeedGiB'),
  RUN_JOB: parameters('RunJob'),
  SCHEDULE_EXPRESSION: parameters('ScheduleExpression'),
  MAX_DOLLARS_PER_DAY: parameters('MaxDollarsPerDay'),
  JOB_POLICIES: parameters('JobPolicies'),
  DASHBOARD: parameters('Dashboard'),
  EXISTING_ROLE_ARN: rules.existingRoleArn,
  ROLE_PATH: rules.rolePath,
  KMS_KEY_ARN: key.arn,
  SECURITY_CONFIGURATION: key.jobs.orEmpty,
  PERMISSIONS_BOUNDARY_ARN: arns.jobBoundary,
  // Empty without a topic: publishing to a missing topic would log an error for each report.
  TOPIC_ARN: Fn.conditionIf(toBeTold.logicalId, arns.topic, '').toString(),
});
