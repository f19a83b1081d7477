import type { FunctionDeclaration } from '../frame/declaration.ts';
import { labVariables } from '../frame/environment.ts';
import { tellStatements } from '../frame/statements.ts';

/** The lab, needed when Plan failed, and the topic for notices, empty if there is none. */
export const environment = [...labVariables, 'TOPIC_ARN'] as const;

export const declaration = {
  title: 'joins what all steps did into one document',
  memory: 256,
  timeout: 180,
  environment,
  kinds: {},
  readsSeed: false,
  statements: tellStatements,
} satisfies FunctionDeclaration;
