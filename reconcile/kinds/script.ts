import { fromDefinition } from '../../lab/statement.ts';
import type { KindPermissions } from '../kind.ts';

/** Scripts are objects in the assets bucket, which goes with all that is the lab's in it. */
export const scriptPermissions: KindPermissions = {
  ensure: arns => [
    // Without ListBucket an object that is not there answers 403 instead of 404.
    { actions: ['s3:ListBucket'], resources: [arns.bucket('assets')] },
    {
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: [arns.objects('assets', 'jobs/')],
      wildcard: fromDefinition,
    },
  ],
  destroy: () => [],
};
