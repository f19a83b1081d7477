import type { S3Client } from '@aws-sdk/client-s3';
import type { Job } from '../../lab/definition.ts';
import { kinds } from '../../lab/kinds.ts';
import { assetKeys, bucketName, type Lab } from '../../lab/names.ts';
import { fromDefinition } from '../../lab/statement.ts';
import type { KindPermissions } from '../kind.ts';
import { type FileSource, object } from '../object.ts';

/** Scripts are objects in the assets bucket, and are destroyed with it. */
export const scriptPermissions: KindPermissions = {
  ensure: arns => [
    // Without ListBucket, S3 answers 403 instead of 404 for a missing object.
    { actions: ['s3:ListBucket'], resources: [arns.bucket('assets')] },
    {
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: [arns.objects('assets', 'jobs/')],
      wildcard: fromDefinition,
    },
  ],
  destroy: () => [],
};

/** A job's script, where Glue reads it. */
export const script = (s3: S3Client, lab: Lab, source: FileSource, job: Pick<Job, 'name' | 'script'>) => ({
  ...object(s3, lab, source, job.script, {
    bucket: bucketName(lab, 'assets'),
    key: assetKeys.jobScript(job.name),
  }),
  ...kinds.script.named(job.name),
});
