import type { FunctionDeclaration } from '../frame/declaration.ts';
import { saveDisplaced } from '../frame/statements.ts';

/**
 * After this, the rest is handed over to the next invocation. What is under way then has as long as the longest call
 * may take (`s3Copies`), with a retry.
 */
export const secondsToCopy = 480;

export const declaration = {
  title: 'the datasets, copied from the seed',
  memory: 1024,
  timeout: 900,
  environment: [],
  kinds: { ensure: ['dataset'] },
  readsSeed: true,
  statements: arns => [saveDisplaced(arns)],
} satisfies FunctionDeclaration;
