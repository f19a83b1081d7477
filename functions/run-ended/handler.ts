import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GlueClient } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { awsCalls, s3Calls } from '../../reconcile/aws-calls.ts';
import { forNewRole } from '../../reconcile/new-role.ts';
import { labOf, readEnvironment } from '../frame/environment.ts';
import { handlerOf } from '../frame/step.ts';
import { tellerCalls } from '../report/tell-finished.ts';
import { environment } from './function.ts';
import { runEnded, type StatusChange } from './run-ended.ts';

const clients = {
  glue: forNewRole(new GlueClient(awsCalls)),
  s3: forNewRole(new S3Client(s3Calls)),
  sfn: forNewRole(new SFNClient(awsCalls)),
  events: new EventBridgeClient(tellerCalls),
  sns: new SNSClient(tellerCalls),
};
const variable = readEnvironment(environment);
const lab = labOf(variable);

export const handler = handlerOf(
  'run-ended',
  ({ detail }: StatusChange) => ({ lab: lab.name, run: detail.name }),
  ({ detail }, logger) =>
    runEnded(clients, lab, variable('TOPIC_ARN'), detail.executionArn, new Date(), (what, error) =>
      logger.warn(what, error instanceof Error ? error : new Error(String(error))),
    ),
);
