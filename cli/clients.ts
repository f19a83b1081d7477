import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { GlueClient } from '@aws-sdk/client-glue';
import { IAMClient } from '@aws-sdk/client-iam';
import { clientConfig } from '../local-aws/index.ts';
import { attempts, awsCalls } from '../reconcile/aws-calls.ts';
import type { Session } from './session.ts';

const configOf = ({ local, lab: { region } }: Session) => ({
  ...awsCalls,
  ...(local === undefined
    ? { region, ...(process.env.AWS_MAX_ATTEMPTS ? {} : { maxAttempts: attempts }) }
    : clientConfig(local)),
});

/** For commands that look at the catalog: most do not. */
export const glueClient = (session: Session): GlueClient => new GlueClient(configOf(session));

/** What it takes to write a lab's resources, besides objects. */
export const resourceClients = (session: Session) => ({
  athena: session.athena,
  cloudWatch: new CloudWatchClient(configOf(session)),
  glue: glueClient(session),
  iam: new IAMClient(configOf(session)),
});
export type ResourceClients = ReturnType<typeof resourceClients>;
