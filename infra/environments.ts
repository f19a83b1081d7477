import type { environmentNames as copyData } from '../functions/copy-data/environment.ts';
import type { environmentNames as destroy } from '../functions/destroy/environment.ts';
import type { environmentNames as ensureCatalog } from '../functions/ensure-catalog/environment.ts';
import type { environmentNames as ensureJob } from '../functions/ensure-job/environment.ts';
import type { environmentNames as ensureRole } from '../functions/ensure-role/environment.ts';
import type { environmentNames as ensureStorage } from '../functions/ensure-storage/environment.ts';
import type { environmentNames as ensureWorkgroup } from '../functions/ensure-workgroup/environment.ts';
import type { environmentNames as plan } from '../functions/plan/environment.ts';
import type { environmentNames as report } from '../functions/report/environment.ts';
import type { environmentNames as smokeTest } from '../functions/smoke-test/environment.ts';
import type { Lab, Step } from '../lab/names.ts';
import type { AccountRules } from './account-rules.ts';
import type { LabArns } from './lab-arns.ts';
import type { StackParameters } from './parameters.ts';

interface Names extends Record<Step, readonly string[]> {
  plan: typeof plan;
  'ensure-storage': typeof ensureStorage;
  'copy-data': typeof copyData;
  'ensure-catalog': typeof ensureCatalog;
  'ensure-workgroup': typeof ensureWorkgroup;
  'ensure-role': typeof ensureRole;
  'ensure-job': typeof ensureJob;
  'smoke-test': typeof smokeTest;
  destroy: typeof destroy;
  report: typeof report;
}

/** A value for every variable that the step itself asks for, and for no other: the compiler sees to it. */
type Environments = { readonly [S in Step]: Readonly<Record<Names[S][number], string>> };

/** The environment of each step's function. */
export const environments = (
  lab: Lab,
  arns: LabArns,
  rules: AccountRules,
  parameters: StackParameters,
): Environments => {
  const whichLab = {
    LAB_NAME: lab.name,
    LAB_ACCOUNT: lab.account,
    LAB_REGION: lab.region,
    LAB_PARTITION: lab.partition,
  };
  const jobRole = { EXISTING_ROLE_ARN: rules.existingRoleArn, ROLE_PATH: rules.rolePath };
  return {
    plan: {
      ...whichLab,
      // By name: a reference would go in a circle, from the machine to its function and back.
      STATE_MACHINE_ARN: arns.stateMachine,
      SEED_URI: parameters('SeedUri'),
      DATASETS: parameters('Datasets'),
      MAX_SEED_GIB: parameters('MaxSeedGiB'),
    },
    'ensure-storage': {},
    'copy-data': {},
    'ensure-catalog': {},
    'ensure-workgroup': {},
    'ensure-role': { ...jobRole, PERMISSIONS_BOUNDARY_ARN: parameters('PermissionsBoundaryArn') },
    'ensure-job': jobRole,
    'smoke-test': {},
    destroy: jobRole,
    report: whichLab,
  };
};
