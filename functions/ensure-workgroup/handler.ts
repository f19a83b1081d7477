import { AthenaClient } from '@aws-sdk/client-athena';
import { S3Client } from '@aws-sdk/client-s3';
import type { Run } from '../../lab/run.ts';
import { step } from '../step.ts';
import { ensureWorkgroup } from './ensure-workgroup.ts';

const athena = new AthenaClient({});
const s3 = new S3Client({});

export const handler = step('ensure-workgroup', async ({ run }: { readonly run: Run }) => ({
  outcomes: await ensureWorkgroup(athena, s3, run),
}));
