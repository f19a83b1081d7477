import { assetKeys } from '../../lab/names.ts';
import { queryStatements } from '../../reconcile/kinds/query-policy.ts';
import type { FunctionDeclaration } from '../frame/declaration.ts';

export const declaration = {
  title: 'row counts and queries that prove the lab',
  memory: 256,
  timeout: 300,
  environment: [],
  kinds: {},
  readsSeed: true,
  statements: arns => [
    ...queryStatements(arns),
    {
      // Of the assets only this one: the first rows of tables, for the page.
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: [`${arns.bucket('assets')}/${assetKeys.firstRows}`],
    },
  ],
} satisfies FunctionDeclaration;
