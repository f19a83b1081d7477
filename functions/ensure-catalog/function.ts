import type { FunctionDeclaration } from '../frame/declaration.ts';
import { saveDisplaced } from '../frame/statements.ts';

export const declaration = {
  title: 'databases, tables and partitions',
  memory: 256,
  timeout: 300,
  environment: [],
  kinds: { ensure: ['database', 'table', 'partitions'] },
  readsSeed: true,
  statements: arns => [saveDisplaced(arns)],
} satisfies FunctionDeclaration;
