import { kindNames } from '../../lab/kinds.ts';
import type { FunctionDeclaration } from '../frame/declaration.ts';

/** `EXISTING_ROLE_ARN`: the role that the account provides for the jobs, which stays; empty if the lab has its own. */
export const environment = ['EXISTING_ROLE_ARN'] as const;

export const declaration = {
  title: 'deletes the lab',
  memory: 1024,
  timeout: 900,
  environment,
  kinds: { destroy: kindNames },
  readsSeed: true,
  statements: () => [],
} satisfies FunctionDeclaration;
