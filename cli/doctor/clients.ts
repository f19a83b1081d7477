import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GlueClient } from '@aws-sdk/client-glue';
import { IAMClient } from '@aws-sdk/client-iam';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import { clientConfig } from '../../local-aws/index.ts';
import { awsCalls } from '../../reconcile/aws-calls.ts';
import type { Session } from '../session.ts';

/** What only the checks need, besides a session's own clients. */
export const checkClients = ({ local, lab: { region } }: Session) => {
  // A check that is throttled says so: it need not be as patient as a rebuild.
  const config = { ...awsCalls, ...(local === undefined ? { region } : clientConfig(local)) };
  return {
    cloudWatch: new CloudWatchClient(config),
    eventBridge: new EventBridgeClient(config),
    glue: new GlueClient(config),
    iam: new IAMClient(config),
    sns: new SNSClient(config),
    sts: new STSClient(config),
  };
};
export type CheckClients = ReturnType<typeof checkClients>;
