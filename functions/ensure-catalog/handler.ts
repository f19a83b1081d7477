import { GlueClient } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import type { Run } from '../../lab/run.ts';
import { step } from '../step.ts';
import { ensureCatalog } from './ensure-catalog.ts';

const glue = new GlueClient({});
const s3 = new S3Client({});

export const handler = step('ensure-catalog', async ({ run }: { readonly run: Run }) => ({
  outcomes: await ensureCatalog(glue, s3, run),
}));
