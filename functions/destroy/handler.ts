import { AthenaClient } from '@aws-sdk/client-athena';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { GlueClient } from '@aws-sdk/client-glue';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import type { Run } from '../../lab/run.ts';
import { awsCalls, s3Calls } from '../../reconcile/aws-calls.ts';
import { readEnvironment } from '../frame/environment.ts';
import { step } from '../frame/step.ts';
import { destroyLab } from './destroy.ts';
import { environment } from './function.ts';

const clients = {
  athena: new AthenaClient(awsCalls),
  cloudWatch: new CloudWatchClient(awsCalls),
  glue: new GlueClient(awsCalls),
  iam: new IAMClient(awsCalls),
  s3: new S3Client(s3Calls),
};
const variable = readEnvironment(environment);

export const handler = step('destroy', async ({ run }: { readonly run: Run }) => ({
  outcomes: await destroyLab(clients, run, variable('EXISTING_ROLE_ARN')),
}));
