import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { openApiFile, openApiJson } from '../../functions/api/make-openapi.ts';
import { problems, rebuildBodySchema } from '../../lab/api.ts';
import { openApi, wrongWith } from './api-document.ts';

test('docs/openapi.json is what npm run generate writes', () => {
  expect(JSON.parse(readFileSync(openApiFile, 'utf8'))).toEqual(JSON.parse(openApiJson()));
});

const contents = Object.entries(openApi.paths).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, { requestBody, responses }]) => [
    ...(requestBody === undefined ? [] : [[`${method} ${path} body`, requestBody.content] as const]),
    ...Object.entries(responses).flatMap(([status, { content }]) =>
      content === undefined ? [] : [[`${method} ${path} ${status}`, content] as const],
    ),
  ]),
);

test.each(contents)('%s: every example matches its schema', (_where, content) => {
  for (const { schema, example, examples } of Object.values(content)) {
    const values = [
      ...(example === undefined ? [] : [example]),
      ...Object.values(examples ?? {}).map(({ value }) => value),
    ];
    expect(values.length).toBeGreaterThan(0);
    for (const value of values) expect(wrongWith(schema, value)).toBeUndefined();
  }
});

test('the endpoint accepts the example body', () => {
  const example = openApi.paths['/rebuild']?.post?.requestBody?.content['application/json']?.example;
  expect(z.safeParse(rebuildBodySchema, example).success).toBe(true);
});

test('every kind of problem that a route can return has an example', () => {
  const shown = new Set(
    contents.flatMap(([, content]) => Object.keys(content['application/problem+json']?.examples ?? {})),
  );
  const elsewhere = ['no-such-path', 'method-not-allowed'];
  expect([...shown].sort()).toEqual(
    Object.keys(problems)
      .filter(kind => !elsewhere.includes(kind))
      .sort(),
  );
});
