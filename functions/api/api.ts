import type { S3Client } from '@aws-sdk/client-s3';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Lab } from '../../lab/names.ts';
import type { Answer } from './answer.ts';
import { awsProblem } from './aws-problem.ts';
import { lastReport } from './last-report.ts';
import type { Machine } from './links.ts';
import { Problem, problemAnswer } from './problem.ts';
import { parseRebuildRequest } from './rebuild-request.ts';
import { addressOf, pathOf, type Request } from './request.ts';
import { runStatus } from './run-status.ts';
import { startRebuild } from './start-rebuild.ts';

export interface Clients {
  readonly s3: S3Client;
  readonly sfn: SFNClient;
}

export interface Settings extends Machine {
  readonly lab: Lab;
}

/** The method of each path, to tell a wrong method from a wrong path. */
const methods: readonly (readonly [RegExp, string])[] = [
  [/^\/rebuild$/, 'POST'],
  [/^\/rebuild\/[^/]+$/, 'GET'],
  [/^\/lab$/, 'GET'],
];

const notRouted = (request: Request): Problem => {
  const [, method] = methods.find(([path]) => path.test(pathOf(request))) ?? [];
  return method === undefined
    ? new Problem('no-such-path', 'The endpoint has POST /rebuild, GET /rebuild/{id} and GET /lab')
    : new Problem('method-not-allowed', `This path takes ${method}`, { headers: { allow: method } });
};

const route = async (
  { s3, sfn }: Clients,
  { lab, ...machine }: Settings,
  request: Request,
  now: Date,
): Promise<Answer> => {
  switch (request.routeKey) {
    case 'POST /rebuild':
      return startRebuild(sfn, machine, addressOf(request), parseRebuildRequest(request), now);
    case 'GET /rebuild/{id}':
      return runStatus(sfn, lab, machine, addressOf(request), request.pathParameters?.id ?? '', now);
    case 'GET /lab':
      return lastReport(s3, lab, request.headers['if-none-match']);
    default:
      throw notRouted(request);
  }
};

/**
 * Answers a request to the endpoint: it never throws, and all errors have the same shape.
 *
 * @param unexpected is called with errors that are our own fault; the caller gets no details of them
 */
export const answerRequest = async (
  clients: Clients,
  settings: Settings,
  request: Request,
  now: Date,
  unexpected: (error: unknown) => void,
): Promise<Answer> => {
  try {
    return await route(clients, settings, request, now);
  } catch (error) {
    const problem = error instanceof Problem ? error : awsProblem(error);
    if (problem !== undefined) return problemAnswer(problem);
    unexpected(error);
    const { requestId } = request.requestContext;
    return problemAnswer(
      new Problem(
        'internal',
        `The log of the endpoint's function has the cause: look for request ${requestId}`,
      ),
    );
  }
};
