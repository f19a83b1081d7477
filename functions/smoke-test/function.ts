import { queryStatements } from '../../reconcile/kinds/query-policy.ts';
import type { FunctionDeclaration } from '../frame/declaration.ts';

export const declaration = {
  title: 'row counts and queries that prove the lab',
  memory: 256,
  timeout: 300,
  environment: [],
  kinds: {},
  readsSeed: true,
  statements: queryStatements,
} satisfies FunctionDeclaration;
