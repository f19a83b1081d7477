import type { FunctionDeclaration } from '../frame/declaration.ts';
import { saveDisplaced } from '../frame/statements.ts';

/**
 * What the account's rules require of the role; the first two may be empty. `EXISTING_ROLE_ARN`: a role to use instead
 * of creating one. `ROLE_PATH` is `/`, or `/folder/`.
 */
export const environment = ['EXISTING_ROLE_ARN', 'PERMISSIONS_BOUNDARY_ARN', 'ROLE_PATH'] as const;

export const declaration = {
  title: 'the role of the Glue jobs',
  memory: 256,
  timeout: 120,
  environment,
  kinds: { ensure: ['role'] },
  readsSeed: false,
  statements: arns => [saveDisplaced(arns)],
} satisfies FunctionDeclaration;
