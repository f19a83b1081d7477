import * as z from 'zod/mini';
import { parse } from '../../lab/parse.ts';

const header = z.optional(z.string());

/**
 * The part of API Gateway's event that we read; header names arrive in lower case.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
const requestSchema = z.object({
  routeKey: z.string(),
  rawPath: z.string(),
  headers: z.object({
    host: header,
    'x-forwarded-proto': header,
    'content-type': header,
    'idempotency-key': header,
    'if-none-match': header,
  }),
  pathParameters: z.nullish(z.object({ id: z.optional(z.string()) })),
  body: z.nullish(z.string()),
  isBase64Encoded: z._default(z.boolean(), false),
  requestContext: z.object({
    domainName: z.string(),
    stage: z.string(),
    requestId: z.string(),
    http: z.object({ method: z.string() }),
  }),
});
export type Request = z.output<typeof requestSchema>;

/** @throws Error for an event that is not API Gateway's */
export const parseRequest = (event: unknown): Request => parse(requestSchema, event, 'the event', Error);

/** The prefix of each path, unless the stage is the default one. */
const stagePrefix = ({ requestContext: { stage } }: Request): string =>
  stage === '$default' ? '' : `/${stage}`;

/** The path without the stage's prefix, as in our routes. */
export const pathOf = (request: Request): string => {
  const prefix = stagePrefix(request);
  return request.rawPath.startsWith(`${prefix}/`) ? request.rawPath.slice(prefix.length) : request.rawPath;
};

/** The endpoint's address for the caller. API Gateway sets the header to `https`; without it, there was no TLS on the way. */
export const addressOf = (request: Request): string => {
  const { headers, requestContext } = request;
  const protocol = headers['x-forwarded-proto'] === 'https' ? 'https' : 'http';
  return `${protocol}://${headers.host ?? requestContext.domainName}${stagePrefix(request)}`;
};

/** The bytes of the body, as they were sent. */
export const bytesOf = ({ body, isBase64Encoded }: Request): Buffer =>
  Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
