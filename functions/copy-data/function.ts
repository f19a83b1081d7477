import { zones } from '../../lab/names.ts';
import type { FunctionDeclaration } from '../frame/declaration.ts';
import { fromDefinition, saveDisplaced } from '../frame/statements.ts';

export const declaration = {
  title: 'the datasets, copied from the seed',
  memory: 1024,
  timeout: 900,
  environment: [],
  readsSeed: true,
  statements: arns => [
    saveDisplaced(arns),
    // Without ListBucket an object that is not there answers 403 instead of 404.
    { actions: ['s3:ListBucket'], resources: [...zones, 'assets' as const].map(arns.bucket) },
    {
      actions: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'],
      resources: zones.map(zone => arns.objects(zone)),
      wildcard: fromDefinition,
    },
  ],
} satisfies FunctionDeclaration;
