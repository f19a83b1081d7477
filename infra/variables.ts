import { type CfnCondition, Fn } from 'aws-cdk-lib';
import type { declarations } from '../functions/all.ts';
import type { LabArns } from '../lab/arns.ts';
import type { Lab, LabFunctionName } from '../lab/names.ts';
import type { AccountRules } from './account-rules.ts';
import type { StackParameters } from './parameters.ts';

/** A value for every variable that some function declares, and for no other: the compiler sees to it. */
export type Variables = Readonly<
  Record<(typeof declarations)[LabFunctionName]['environment'][number], string>
>;

/** What the functions' environments are made of: a variable means the same to each function that reads it. */
export const variableValues = (
  lab: Lab,
  arns: LabArns,
  rules: AccountRules,
  parameters: StackParameters,
  toBeTold: CfnCondition,
): Variables => ({
  LAB_NAME: lab.name,
  LAB_ACCOUNT: lab.account,
  LAB_REGION: lab.region,
  LAB_PARTITION: lab.partition,
  // By name: a reference would go in a circle, from the machine to its function and back.
  STATE_MACHINE_ARN: arns.stateMachine,
  SEED_URI: parameters('SeedUri'),
  DATASETS: parameters('Datasets'),
  MAX_SEED_GIB: parameters('MaxSeedGiB'),
  RUN_JOB: parameters('RunJob'),
  DASHBOARD: parameters('Dashboard'),
  EXISTING_ROLE_ARN: rules.existingRoleArn,
  ROLE_PATH: rules.rolePath,
  PERMISSIONS_BOUNDARY_ARN: parameters('PermissionsBoundaryArn'),
  // A name that leads to nothing would be an error in each report of a lab that nobody wants to hear of.
  TOPIC_ARN: Fn.conditionIf(toBeTold.logicalId, arns.topic, '').toString(),
});
