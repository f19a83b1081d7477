import { IAMClient } from '@aws-sdk/client-iam';
import type { Run } from '../../lab/run.ts';
import { readEnvironment } from '../environment.ts';
import { step } from '../step.ts';
import { ensureRole } from './ensure-role.ts';
import { environmentNames } from './environment.ts';

const iam = new IAMClient({});
const variable = readEnvironment(environmentNames);
const rules = {
  existingRole: variable('EXISTING_ROLE_ARN'),
  permissionsBoundary: variable('PERMISSIONS_BOUNDARY_ARN'),
  path: variable('ROLE_PATH'),
};

export const handler = step('ensure-role', async ({ run }: { readonly run: Run }) => ({
  outcomes: await ensureRole(iam, run, rules),
}));
