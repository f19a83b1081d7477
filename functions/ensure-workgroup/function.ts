import type { FunctionDeclaration } from '../frame/declaration.ts';
import { saveDisplaced } from '../frame/statements.ts';

/**
 * `DASHBOARD`: whether the lab has one; `true` or `false`. `KMS_KEY_ARN`: the key that encrypts query results; empty if the
 * lab has none of its own.
 */
export const environment = ['DASHBOARD', 'KMS_KEY_ARN'] as const;

export const declaration = {
  title: 'the Athena workgroup with its saved queries, and the dashboard',
  memory: 256,
  timeout: 120,
  environment,
  kinds: { ensure: ['workgroup', 'named-query', 'dashboard'] },
  readsSeed: true,
  statements: arns => [saveDisplaced(arns)],
} satisfies FunctionDeclaration;
