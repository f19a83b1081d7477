import type { FunctionDeclaration } from '../frame/declaration.ts';
import { saveDisplaced } from '../frame/statements.ts';

/** `DASHBOARD`: whether the lab has one; `true` or `false`. */
export const environment = ['DASHBOARD'] as const;

export const declaration = {
  title: 'the Athena workgroup with its saved queries, and the dashboard',
  memory: 256,
  timeout: 120,
  environment,
  kinds: { ensure: ['workgroup', 'named-query', 'dashboard'] },
  readsSeed: true,
  statements: arns => [saveDisplaced(arns)],
} satisfies FunctionDeclaration;
