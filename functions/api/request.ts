import * as z from 'zod/mini';
import { parse } from '../../lab/parse.ts';

const header = z.optional(z.string());

/**
 * What API Gateway hands over, as far as we read it; names of headers arrive in lower case.
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

/** In front of each path, where the stage is not the default one. */
const stagePrefix = ({ requestContext: { stage } }: Request): string =>
  stage === '$default' ? '' : `/${stage}`;

/** The path as our routes have it. */
export const pathOf = (request: Request): string => {
  const prefix = stagePrefix(request);
  return request.rawPath.startsWith(`${prefix}/`) ? request.rawPath.slice(prefix.length) : request.rawPath;
};

/** Where the caller finds us. API Gateway says `https`; where nobody says anything, no TLS was ended on the way. */
export const addressOf = (request: Request): string => {
  const { headers, requestContext } = request;
  const protocol = headers['x-forwarded-proto'] === 'https' ? 'https' : 'http';
  return `${protocol}://${headers.host ?? requestContext.domainName}${stagePrefix(request)}`;
};

/** The body's bytes, as they were sent. */
export const bytesOf = ({ body, isBase64Encoded }: Request): Buffer =>
  Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
