import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import * as z from 'zod/mini';
import type { Answer } from '../../functions/api/answer.ts';
import { problemSchema, type RunStatus, runLinkSchema, runStatusSchema } from '../../lab/api-answers.ts';
import { reportSchema } from '../../lab/report.ts';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';
import { unlikeDocument } from '../unit/api-document.ts';
import { LabStack } from './lab-stack.ts';
import { Endpoint, type EndpointRequest } from './signed-call.ts';

let testAws: TestAws;
let stack: LabStack;
let endpoint: Endpoint;

beforeAll(async () => {
  testAws = await startTestAws();
  stack = new LabStack(testAws, 'daybreak');
  const { ApiUrl = '' } = await stack.deploy({ RebuildOnCreate: 'false' });
  endpoint = new Endpoint(testAws.aws, ApiUrl);
});

afterAll(() => testAws?.stop());

/** A call whose answer has to match the OpenAPI document. */
const call = async (routeKey: string, path: string, sent?: EndpointRequest): Promise<Answer> => {
  const answer = await endpoint.call(routeKey.split(' ')[0] ?? '', path, sent);
  expect(unlikeDocument(routeKey, answer)).toBeUndefined();
  return answer;
};
const rebuild = (key: string, body: unknown = {}): Promise<Answer> =>
  call('POST /rebuild', '/rebuild', {
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  });
const parsed = <Schema extends z.core.$ZodType>(schema: Schema, { body }: Answer): z.output<Schema> =>
  z.parse(schema, JSON.parse(body));
const statusOf = async (run: string): Promise<RunStatus> =>
  parsed(runStatusSchema, await call('GET /rebuild/{id}', `/rebuild/${run}`));
const names = async (): Promise<readonly (string | undefined)[]> => {
  const { executions = [] } = await stack.sfn.send(
    new ListExecutionsCommand({ stateMachineArn: stack.stateMachineArn }),
  );
  return executions.map(({ name }) => name);
};
const atOnce = <T>(times: number, work: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: times }, (_, i) => work(i)));
const allEnded = async () => {
  for (const name of await names())
    await stack.end(`${stack.stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`);
};

describe('the endpoint of the deployed template', () => {
  test.each([
    ['POST', '/rebuild'],
    ['GET', '/rebuild/any'],
    ['GET', '/lab'],
    ['GET', '/anything'],
  ])('answers 403 to %s %s that is not signed, and starts nothing', async (method, path) => {
    expect(await endpoint.call(method, path, { signed: false })).toMatchObject({ statusCode: 403 });
    expect(await names()).toEqual([]);
  });

  test('has no report before the first run', async () => {
    const answer = await call('GET /lab', '/lab');
    expect(answer.statusCode).toBe(404);
    expect(parsed(problemSchema, answer).detail).toMatch(/start a rebuild/);
  });

  test('starts a run that can be followed, and builds the lab', async () => {
    const answer = await call('POST /rebuild', '/rebuild');
    expect(answer.statusCode).toBe(202);
    const { run, links } = parsed(runLinkSchema, answer);
    expect(answer.headers.location).toBe(links.status);
    const seen = new Set<string>();
    let status = await statusOf(run);
    for (; status.state === 'running'; status = await statusOf(run))
      for (const { step, state } of status.steps) seen.add(`${step} ${state}`);
    expect(seen).toContain('Report pending');
    expect(status.failure).toBeUndefined();
    expect(status).toMatchObject({ state: 'succeeded', action: 'rebuild', trigger: 'api', truncated: false });
    expect(new Set(status.steps.map(({ state }) => state))).toEqual(new Set(['done']));

    const lab = await call('GET /lab', '/lab');
    const report = parsed(reportSchema, lab);
    expect(report).toMatchObject({ result: 'succeeded', trigger: 'api', execution: { name: run } });
    expect(status.outcomes.counts).toEqual({ created: report.outcomes.length });
    const same = await call('GET /lab', '/lab', { headers: { 'if-none-match': lab.headers.etag ?? '' } });
    expect(same.statusCode).toBe(304);
  });

  test('plans without changing anything', async () => {
    const { run } = parsed(runLinkSchema, await rebuild('a-plan', { action: 'plan' }));
    await allEnded();
    const { outcomes, ...status } = await statusOf(run);
    expect(status).toMatchObject({ state: 'succeeded', action: 'plan' });
    expect(Object.keys(outcomes.counts)).toEqual(['unchanged']);
  });

  test('refuses unsupported and bad requests without starting a run', async () => {
    const before = await names();
    expect((await rebuild('no', { repair: true })).statusCode).toBe(403);
    expect((await rebuild('no', { rebuild: true })).statusCode).toBe(400);
    expect((await rebuild('n/o')).statusCode).toBe(400);
    expect((await rebuild('no', { Comment: 'x'.repeat(40_000) })).statusCode).toBe(413);
    expect((await call('POST /rebuild', '/rebuild', { body: 'action=plan' })).statusCode).toBe(415);
    expect((await call('GET /rebuild/{id}', '/rebuild/nobody')).statusCode).toBe(404);
    const other = encodeURIComponent('arn:aws:states:us-east-1:123456789012:execution:other:x');
    expect((await call('GET /rebuild/{id}', `/rebuild/${other}`)).statusCode).toBe(404);
    expect((await endpoint.call('DELETE', '/lab')).statusCode).toBe(405);
    expect((await endpoint.call('GET', '/')).statusCode).toBe(404);
    expect(await names()).toEqual(before);
  });
});

describe('many calls at once', () => {
  test('with one key start one run', async () => {
    const answers = await atOnce(50, () => rebuild('one-key'));
    const statuses = answers.map(({ statusCode }) => statusCode).sort();
    expect(statuses).toEqual([...Array.from({ length: 49 }, () => 200), 202]);
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect((await names()).filter(name => name === 'one-key')).toHaveLength(1);
    await allEnded();
    const { state, failure } = await statusOf('one-key');
    expect({ state, failure }).toEqual({ state: 'succeeded' });
    expect(await rebuild('one-key')).toMatchObject({ statusCode: 200 });
  });

  test('with different keys leave one lab in the right state', async () => {
    const answers = await atOnce(50, i => rebuild(`key-${i}`));
    const started = answers.filter(({ statusCode }) => statusCode === 202);
    expect(started.length).toBeGreaterThan(0);
    expect(answers.filter(({ statusCode }) => statusCode !== 202 && statusCode !== 409)).toEqual([]);
    await allEnded();
    const ends = await Promise.all(started.map(answer => statusOf(parsed(runLinkSchema, answer).run)));
    expect(ends.flatMap(({ failure }) => failure ?? [])).toEqual([]);
    expect(new Set(ends.map(({ state }) => state))).toContain('succeeded');
    const { result, outcomes } = await stack.lastReport();
    expect(result).toBe('succeeded');
    expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['unchanged']));
  });
});
