import type { FunctionDeclaration } from '../frame/declaration.ts';
import { saveDisplaced } from '../frame/statements.ts';

export const declaration = {
  title: 'buckets',
  memory: 256,
  timeout: 120,
  environment: [],
  kinds: { ensure: ['bucket'] },
  readsSeed: false,
  statements: arns => [saveDisplaced(arns)],
} satisfies FunctionDeclaration;
