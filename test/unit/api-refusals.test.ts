import { call, FakeAws, post, problemOf } from './api-fake.ts';

let aws: FakeAws;
beforeEach(() => {
  aws = new FakeAws();
});

const json = { 'content-type': 'application/json' };
const send = (body: string | undefined, headers: Readonly<Record<string, string>> = json, base64 = false) =>
  call(aws, 'POST /rebuild', { ...(body === undefined ? {} : { body }), headers, base64 });

describe('a wrong field is answered 400 that names it', () => {
  test.each([
    [{ rebuild: true }, 'rebuild'],
    [{ repair: 'yes' }, 'repair'],
    [{ datasets: ['orders', 3] }, 'datasets[1]'],
    [{ datasets: 'orders' }, 'datasets'],
    [{ action: 'explode' }, 'action'],
    [{ trigger: 'console' }, 'trigger'],
    [{ trigger: 'schedule' }, 'trigger'],
    [{ Comment: { nested: true } }, 'Comment'],
    [{ allowOlder: 1 }, 'allowOlder'],
    [{ runJob: 'yes' }, 'runJob'],
    [{ action: 'plan', runJob: true }, 'runJob'],
    [JSON.parse('{"__proto__": {}}'), '__proto__'],
  ])('%j: %s', async (body, at) => {
    const answer = await post(aws, body);
    expect(answer.statusCode).toBe(400);
    expect(problemOf(answer)).toMatchObject({ at, detail: expect.stringContaining(`The body, at ${at}: `) });
    expect(aws.calls).toEqual([]);
  });
});

describe('what the endpoint does not offer is answered 403 with the reason', () => {
  test.each([
    [{ action: 'destroy' }, 'action'],
    [{ action: 'destroy', confirm: 'lab' }, 'action'],
    [{ repair: true }, 'repair'],
    [{ setAside: true }, 'setAside'],
    [{ adopt: ['workgroup/lab'] }, 'adopt'],
    [{ confirm: 'lab' }, 'confirm'],
    [{ deleteForeignObjects: true }, 'deleteForeignObjects'],
  ])('%j', async (body, at) => {
    const answer = await post(aws, body, { 'idempotency-key': 'k' });
    expect(answer.statusCode).toBe(403);
    expect(problemOf(answer)).toMatchObject({
      at,
      detail: expect.stringMatching(
        /not offered here, because .* Start it yourself, with the daybreak command/,
      ),
    });
    expect(aws.calls).toEqual([]);
  });

  test('but explicitly not asking for it is allowed', async () => {
    const answer = await post(aws, { repair: false, adopt: [], deleteForeignObjects: false });
    expect(answer.statusCode).toBe(202);
  });
});

describe('a body', () => {
  test.each([
    ['cut off', '{"action":', json, 400],
    ['not an object', '[]', json, 400],
    ['null', 'null', json, 400],
    ['only space', ' ', json, 400],
    ['too large', `{"Comment":"${'x'.repeat(32 * 1024)}"}`, json, 413],
    ['nested too deeply', `{"Comment":${'['.repeat(16_000)}${']'.repeat(16_000)}}`, json, 400],
    ['a form', 'action=plan', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['without a type', '{}', {}, 415],
    ['almost JSON', '{}', { 'content-type': 'application/json-patch+json' }, 415],
  ])('%s is refused', async (_what, body, headers, status) => {
    expect(await send(body, headers)).toMatchObject({ statusCode: status });
    expect(aws.calls).toEqual([]);
  });

  test('that is not UTF-8 is refused', async () => {
    expect(
      await send(Buffer.from('{"Comment":"\xff"}', 'latin1').toString('base64'), json, true),
    ).toMatchObject({
      statusCode: 400,
    });
  });

  test('of exactly the allowed size is read; sizes are in bytes', async () => {
    const frame = '{"Comment":""}'.length;
    const fill = (bytes: number) => `{"Comment":"${'é'.repeat((bytes - frame) / 2)}"}`;
    expect(await send(fill(32 * 1024))).toMatchObject({ statusCode: 202 });
    expect(await send(fill(32 * 1024 + 2))).toMatchObject({ statusCode: 413 });
  });
});

describe('a request without a route', () => {
  test.each([
    ['GET', '/rebuild', 405, 'POST'],
    ['DELETE', '/rebuild/monday', 405, 'GET'],
    ['POST', '/lab', 405, 'GET'],
    ['GET', '/', 404, undefined],
    ['GET', '/rebuild/a/b', 404, undefined],
    ['GET', '/labs', 404, undefined],
  ])('%s %s is %i', async (method, path, status, allow) => {
    const answer = await call(aws, '$default', { method, path });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers.allow).toBe(allow);
    expect(problemOf(answer).status).toBe(status);
    expect(aws.calls).toEqual([]);
  });
});

test('behind a named stage, a path is the one after it', async () => {
  const answer = await call(aws, '$default', { method: 'POST', path: '/v1/lab', stage: 'v1' });
  expect(answer.statusCode).toBe(405);
});
