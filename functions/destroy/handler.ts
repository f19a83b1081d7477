import { AthenaClient } from '@aws-sdk/client-athena';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { GlueClient } from '@aws-sdk/client-glue';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import type { Run } from '../../lab/run.ts';
import { awsCalls, s3Calls } from '../../reconcile/aws-calls.ts';
import { forNewRole } from '../../reconcile/new-role.ts';
import { readEnvironment } from '../frame/environment.ts';
import { step } from '../frame/step.ts';
import { destroyLab } from './destroy.ts';
import { environment } from './function.ts';

const clients = {
  athena: forNewRole(new AthenaClient(awsCalls)),
  cloudWatch: forNewRole(new CloudWatchClient(awsCalls)),
  glue: forNewRole(new GlueClient(awsCalls)),
  iam: forNewRole(new IAMClient(awsCalls)),
  s3: forNewRole(new S3Client(s3Calls)),
};
const variable = readEnvironment(environment);

export const handler = step('destroy', async ({ run }: { readonly run: Run }) => ({
  outcomes: await destroyLab(clients, run, variable('EXISTING_ROLE_ARN')),
}));
