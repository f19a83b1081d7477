import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { endpointCalls } from '../../reconcile/aws-calls.ts';
import { forNewRole } from '../../reconcile/new-role.ts';
import { labOf, readEnvironment } from '../frame/environment.ts';
import { handlerOf } from '../frame/step.ts';
import { answerRequest } from './api.ts';
import { environment } from './function.ts';
import { parseRequest } from './request.ts';

const patience = endpointCalls();
const clients = { s3: forNewRole(new S3Client(patience)), sfn: forNewRole(new SFNClient(patience)) };
const variable = readEnvironment(environment);
const settings = { lab: labOf(variable), stateMachineArn: variable('STATE_MACHINE_ARN') };

export const handler = handlerOf(
  'api',
  () => ({ lab: settings.lab.name }),
  (event: unknown, logger) => {
    const request = parseRequest(event);
    const { requestId, http } = request.requestContext;
    logger.appendKeys({ request: requestId, call: `${http.method} ${request.rawPath}` });
    return answerRequest(clients, settings, request, new Date(), error =>
      logger.error('the request failed', error instanceof Error ? error : new Error(String(error))),
    );
  },
);
