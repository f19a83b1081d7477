import type { FunctionDeclaration } from '../frame/declaration.ts';
import { saveDisplaced } from '../frame/statements.ts';

/**
 * What the account's rules require of the role. `EXISTING_ROLE_ARN`: a role to use instead of creating one, or empty.
 * `PERMISSIONS_BOUNDARY_ARN`: the boundary that the role must have; empty with an existing role. `ROLE_PATH` is `/`, or
 * `/folder/`. `KMS_KEY_ARN`: the lab's own key, or empty. `SECURITY_CONFIGURATION`: that of the jobs, if there is a key.
 */
export const environment = [
  'EXISTING_ROLE_ARN',
  'PERMISSIONS_BOUNDARY_ARN',
  'ROLE_PATH',
  'KMS_KEY_ARN',
  'SECURITY_CONFIGURATION',
] as const;

export const declaration = {
  title: 'the role of the Glue jobs',
  memory: 256,
  timeout: 120,
  environment,
  kinds: { ensure: ['role'] },
  readsSeed: false,
  statements: arns => [saveDisplaced(arns)],
} satisfies FunctionDeclaration;
