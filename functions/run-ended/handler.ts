import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GlueClient } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { labOf, readEnvironment } from '../environment.ts';
import { handlerOf } from '../step.ts';
import { tellerPatience } from '../tell-finished.ts';
import { environmentNames } from './environment.ts';
import { runEnded, type StatusChange } from './run-ended.ts';

const clients = {
  glue: new GlueClient({}),
  s3: new S3Client({}),
  sfn: new SFNClient({}),
  events: new EventBridgeClient({ requestHandler: tellerPatience }),
  sns: new SNSClient({ requestHandler: tellerPatience }),
};
const variable = readEnvironment(environmentNames);
const lab = labOf(variable);

export const handler = handlerOf(
  'run-ended',
  ({ detail }: StatusChange) => ({ lab: lab.name, run: detail.name }),
  ({ detail }, logger) =>
    runEnded(clients, lab, variable('TOPIC_ARN'), detail.executionArn, new Date(), (what, error) =>
      logger.warn(what, error instanceof Error ? error : new Error(String(error))),
    ),
);
