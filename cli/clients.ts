import { GlueClient } from '@aws-sdk/client-glue';
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
