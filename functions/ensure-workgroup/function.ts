import type { FunctionDeclaration } from '../frame/declaration.ts';
import { saveDisplaced } from '../frame/statements.ts';

export const declaration = {
  title: 'the Athena workgroup and its saved queries',
  memory: 256,
  timeout: 120,
  environment: [],
  kinds: { ensure: ['workgroup', 'named-query'] },
  readsSeed: true,
  statements: arns => [saveDisplaced(arns)],
} satisfies FunctionDeclaration;
