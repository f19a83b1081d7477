import { type ProblemKind, problems } from '../../lab/api.ts';
import { problemExample, runLinkExample } from './openapi-examples.ts';
import type { componentSchemas } from './openapi-schemas.ts';

const ref = (name: keyof typeof componentSchemas) => ({ $ref: `#/components/schemas/${name}` });
export const json = (name: keyof typeof componentSchemas, example: unknown) => ({
  'application/json': { schema: ref(name), example },
});
export const header = (description: string, schema: object = { type: 'string' }) => ({ description, schema });

const retryAfter = {
  'Retry-After': header('Seconds to wait. API Gateway sets none.', { type: 'integer', minimum: 1 }),
};
/** API Gateway's own answer, before or instead of calling our function. */
const gateway = { 'application/json': { schema: ref('GatewayMessage'), example: { message: 'Forbidden' } } };

export const problem = (
  description: string,
  headers: object,
  ...examples: readonly (readonly [ProblemKind, string, string?])[]
) => ({
  description,
  headers,
  content: {
    'application/problem+json': {
      schema: ref('Problem'),
      examples: Object.fromEntries(
        examples.map(([kind, detail, at]) => [kind, { value: problemExample(kind, detail, at) }]),
      ),
    },
    ...(examples.some(([kind]) => [403, 413, 429, 500, 503].includes(problems[kind].status)) ? gateway : {}),
  },
});

/** Answers that every path can give. */
export const always = {
  '429': problem('Too many calls, of the caller to the endpoint or of the endpoint to AWS.', retryAfter, [
    'throttled',
    'AWS accepts no more calls just now (ThrottlingException): try again later',
  ]),
  '500': problem('The endpoint is broken.', {}, [
    'internal',
    "The log of the endpoint's function has the cause: look for request JKJaXmPLvHcESHA=",
  ]),
  '503': problem('AWS or the state machine is not available.', retryAfter, [
    'unavailable',
    'AWS does not answer or reports an error of its own: try again later',
  ]),
};
export const notSigned = {
  description: 'The request is not signed, or its signer may not call this.',
  content: gateway,
};

export const started = (description: string) => ({
  description,
  headers: { Location: header('Where to follow the run.', { type: 'string', format: 'uri' }) },
  content: json('RunLink', runLinkExample),
});
