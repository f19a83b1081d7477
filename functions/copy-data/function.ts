import type { FunctionDeclaration } from '../frame/declaration.ts';
import { saveDisplaced } from '../frame/statements.ts';

export const declaration = {
  title: 'the datasets, copied from the seed',
  memory: 1024,
  timeout: 900,
  environment: [],
  kinds: { ensure: ['dataset'] },
  readsSeed: true,
  statements: arns => [saveDisplaced(arns)],
} satisfies FunctionDeclaration;
