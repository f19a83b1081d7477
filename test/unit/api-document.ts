import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as z from 'zod/mini';
import type { Answer } from '../../functions/api/answer.ts';
import { openApiFile } from '../../functions/api/make-openapi.ts';

const contentSchema = z.record(
  z.string(),
  z.object({
    schema: z.unknown(),
    example: z.optional(z.unknown()),
    examples: z.optional(z.record(z.string(), z.object({ value: z.unknown() }))),
  }),
);
const responseSchema = z.object({
  headers: z.optional(z.record(z.string(), z.unknown())),
  content: z.optional(contentSchema),
});
const documentSchema = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        requestBody: z.optional(z.object({ content: contentSchema })),
        responses: z.record(z.string(), responseSchema),
      }),
    ),
  ),
});

const text = readFileSync(openApiFile, 'utf8');
/** `docs/openapi.json`, as it is in the repository. */
export const openApi = z.parse(documentSchema, JSON.parse(text));

const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(JSON.parse(text), 'openapi.json');

/** What is wrong with a value; undefined if nothing. */
export const wrongWith = (schema: unknown, value: unknown): string | undefined => {
  const whole = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi.json#/'));
  return ajv.validate(whole, value) ? undefined : ajv.errorsText();
};

/** How an answer differs from the document; undefined if it does not. */
export const unlikeDocument = (
  routeKey: string,
  { statusCode, headers, body }: Answer,
): string | undefined => {
  const [method = '', path = ''] = routeKey.toLowerCase().split(' ');
  const response = openApi.paths[path]?.[method]?.responses[statusCode];
  if (response === undefined) return `${routeKey} has no answer ${statusCode}`;
  const missing = Object.keys(response.headers ?? {}).find(name => headers[name.toLowerCase()] === undefined);
  if (missing !== undefined) return `${routeKey} ${statusCode} lacks the header ${missing}`;
  if (response.content === undefined) return body === '' ? undefined : `${routeKey} ${statusCode} has a body`;
  const content = response.content[headers['content-type'] ?? ''];
  if (content === undefined) return `${routeKey} ${statusCode} has no ${headers['content-type']}`;
  return wrongWith(content.schema, JSON.parse(body));
};
