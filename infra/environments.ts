import { type CfnCondition, Fn } from 'aws-cdk-lib';
import type { environmentNames as api } from '../functions/api/environment.ts';
import type { environmentNames as copyData } from '../functions/copy-data/environment.ts';
import type { environmentNames as destroy } from '../functions/destroy/environment.ts';
import type { environmentNames as ensureCatalog } from '../functions/ensure-catalog/environment.ts';
import type { environmentNames as ensureJob } from '../functions/ensure-job/environment.ts';
import type { environmentNames as ensureRole } from '../functions/ensure-role/environment.ts';
import type { environmentNames as ensureStorage } from '../functions/ensure-storage/environment.ts';
import type { environmentNames as ensureWorkgroup } from '../functions/ensure-workgroup/environment.ts';
import type { environmentNames as firstRun } from '../functions/first-run/environment.ts';
import type { environmentNames as plan } from '../functions/plan/environment.ts';
import type { environmentNames as report } from '../functions/report/environment.ts';
import type { environmentNames as runEnded } from '../functions/run-ended/environment.ts';
import type { environmentNames as runJobs } from '../functions/run-jobs/environment.ts';
import type { environmentNames as smokeTest } from '../functions/smoke-test/environment.ts';
import type { Lab, LabFunctionName } from '../lab/names.ts';
import type { AccountRules } from './account-rules.ts';
import type { LabArns } from './lab-arns.ts';
import type { StackParameters } from './parameters.ts';

interface Names extends Record<LabFunctionName, readonly string[]> {
  plan: typeof plan;
  'ensure-storage': typeof ensureStorage;
  'copy-data': typeof copyData;
  'ensure-catalog': typeof ensureCatalog;
  'ensure-workgroup': typeof ensureWorkgroup;
  'ensure-role': typeof ensureRole;
  'ensure-job': typeof ensureJob;
  'run-jobs': typeof runJobs;
  'smoke-test': typeof smokeTest;
  destroy: typeof destroy;
  report: typeof report;
  api: typeof api;
  'first-run': typeof firstRun;
  'run-ended': typeof runEnded;
}

/** A value for every variable that the function itself asks for, and for no other: the compiler sees to it. */
export type Environments = {
  readonly [Name in LabFunctionName]: Readonly<Record<Names[Name][number], string>>;
};

/** The environment of each function. */
export const environments = (
  lab: Lab,
  arns: LabArns,
  rules: AccountRules,
  parameters: StackParameters,
  toBeTold: CfnCondition,
): Environments => {
  const whichLab = {
    LAB_NAME: lab.name,
    LAB_ACCOUNT: lab.account,
    LAB_REGION: lab.region,
    LAB_PARTITION: lab.partition,
  };
  // A name that leads to nothing would be an error in each report of a lab that nobody wants to hear of.
  const topic = { TOPIC_ARN: Fn.conditionIf(toBeTold.logicalId, arns.topic, '').toString() };
  const jobRole = { EXISTING_ROLE_ARN: rules.existingRoleArn, ROLE_PATH: rules.rolePath };
  return {
    plan: {
      ...whichLab,
      // By name: a reference would go in a circle, from the machine to its function and back.
      STATE_MACHINE_ARN: arns.stateMachine,
      SEED_URI: parameters('SeedUri'),
      DATASETS: parameters('Datasets'),
      MAX_SEED_GIB: parameters('MaxSeedGiB'),
      RUN_JOB: parameters('RunJob'),
    },
    'ensure-storage': {},
    'copy-data': {},
    'ensure-catalog': {},
    'ensure-workgroup': {},
    'ensure-role': { ...jobRole, PERMISSIONS_BOUNDARY_ARN: parameters('PermissionsBoundaryArn') },
    'ensure-job': jobRole,
    'run-jobs': {},
    'smoke-test': {},
    destroy: jobRole,
    report: { ...whichLab, ...topic },
    api: { ...whichLab, STATE_MACHINE_ARN: arns.stateMachine },
    'first-run': { LAB_NAME: lab.name, STATE_MACHINE_ARN: arns.stateMachine },
    'run-ended': { ...whichLab, ...topic },
  };
};
