import type { FunctionDeclaration } from '../frame/declaration.ts';
import { saveDisplaced } from '../frame/statements.ts';

/** `KMS_KEY_ARN`: the key that encrypts the buckets; empty if the lab has none of its own. */
export const environment = ['KMS_KEY_ARN'] as const;

export const declaration = {
  title: 'buckets',
  memory: 256,
  timeout: 120,
  environment,
  kinds: { ensure: ['bucket'] },
  readsSeed: false,
  statements: arns => [saveDisplaced(arns)],
} satisfies FunctionDeclaration;
