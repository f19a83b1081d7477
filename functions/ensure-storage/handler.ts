import { S3Client } from '@aws-sdk/client-s3';
import type { Run } from '../../lab/run.ts';
import { s3Calls } from '../../reconcile/aws-calls.ts';
import { forNewRole } from '../../reconcile/new-role.ts';
import { readEnvironment } from '../frame/environment.ts';
import { step } from '../frame/step.ts';
import { ensureStorage } from './ensure-storage.ts';
import { environment } from './function.ts';

const s3 = forNewRole(new S3Client(s3Calls));
const variable = readEnvironment(environment);

export const handler = step('ensure-storage', async ({ run }: { readonly run: Run }) => ({
  outcomes: await ensureStorage(s3, run, variable('KMS_KEY_ARN')),
}));
