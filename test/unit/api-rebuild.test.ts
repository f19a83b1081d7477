import { awsError, call, FakeAws, linkOf, post, problemOf } from './api-fake.ts';

let aws: FakeAws;
beforeEach(() => {
  aws = new FakeAws();
});

const key = (value: string) => ({ 'idempotency-key': value });
const only = () => [...aws.runs.values()];

describe('starting a rebuild', () => {
  test('answers 202 with the run, where to follow it, and a link to the console', async () => {
    const answer = await post(aws);
    expect(answer.statusCode).toBe(202);
    const { run, links } = linkOf(answer);
    expect(run).toMatch(/^rebuild-20261123T090000-[0-9a-f]{8}$/);
    expect(links).toEqual({
      status: `https://api.example/rebuild/${run}`,
      console: `https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/v2/executions/details/arn:aws:states:us-east-1:123456789012:execution:lab-rebuild:${run}`,
    });
    expect(answer.headers.location).toBe(links.status);
  });

  test('says in the run that the endpoint started it', async () => {
    await post(aws, { datasets: ['orders'], Comment: 'for Monday' });
    expect(JSON.parse(only()[0]?.input ?? '')).toMatchObject({
      action: 'rebuild',
      datasets: ['orders'],
      trigger: 'api',
      Comment: 'for Monday',
    });
  });

  test.each([
    ['no body and no type', {}],
    ['an empty body', { body: '', headers: { 'content-type': 'application/json' } }],
    [
      'a type with a character set',
      { body: '{}', headers: { 'content-type': 'application/json; charset=utf-8' } },
    ],
    ['a body in base64', { body: btoa('{}'), base64: true, headers: { 'content-type': 'Application/JSON' } }],
    ['its own trigger', { body: '{"trigger":"api"}', headers: { 'content-type': 'application/json' } }],
  ])('takes %s', async (_what, request) => {
    expect(await call(aws, 'POST /rebuild', request)).toMatchObject({ statusCode: 202 });
  });

  test('links to the stage through which it was called', async () => {
    const answer = await call(aws, 'POST /rebuild', { stage: 'v1', path: '/v1/rebuild' });
    expect(answer.headers.location).toMatch(/^https:\/\/api\.example\/v1\/rebuild\//);
  });
});

describe('an Idempotency-Key', () => {
  test('is the name of the run', async () => {
    expect(linkOf(await post(aws, {}, key('monday-9am'))).run).toBe('monday-9am');
    expect([...aws.runs.keys()]).toEqual(['monday-9am']);
  });

  test.each(['RUNNING', 'SUCCEEDED', 'FAILED'] as const)(
    'that is repeated is answered 200 with the same run, which is %s',
    async status => {
      const first = await post(aws, {}, key('k'));
      aws.add('k', { ...aws.runs.get('k'), status });
      // Whatever else is going on by then.
      aws.add('another');
      // The same request, written differently.
      const again = await post(aws, { action: 'rebuild', repair: false }, key('k'));
      expect(again).toMatchObject({ statusCode: 200, body: first.body });
    },
  );

  test('with another body is answered 409, with the run that has it', async () => {
    await post(aws, {}, key('k'));
    const answer = await post(aws, { datasets: ['orders'] }, key('k'));
    expect(answer.statusCode).toBe(409);
    expect(problemOf(answer)).toMatchObject({
      type: 'urn:daybreak:problem:key-used',
      at: 'Idempotency-Key',
      running: { run: 'k' },
    });
  });

  test.each(['ListExecutions', 'StartExecution'])(
    'that comes twice at once starts one run, whichever call is first at %s',
    async operation => {
      const other = new FakeAws();
      await post(other, {}, key('k'));
      aws.before.set(operation, () => aws.add('k', { input: other.runs.get('k')?.input }, 5));
      expect(await post(aws, {}, key('k'))).toMatchObject({ statusCode: 200 });
      expect(only()).toHaveLength(1);
    },
  );

  test('that AWS calls taken, but then does not find, is to be sent again', async () => {
    aws.failing.set('StartExecution', awsError('ExecutionAlreadyExists'));
    const answer = await post(aws, {}, key('k'));
    expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': '1' } });
  });

  test('is optional: a call whose answer was lost still starts one run, and a later call a new one', async () => {
    aws.losesAnswer = true;
    expect(await post(aws)).toMatchObject({ statusCode: 202 });
    expect(only()).toHaveLength(1);
  });

  test.each([
    '',
    'x'.repeat(81),
    'a b',
    'a/b',
    'a:b',
    'ä',
    '"quoted"',
    '.',
    '..',
    'a,b',
    '../other',
    'a\u007f',
    '*',
  ])('%j is answered 400 that names the header', async value => {
    const answer = await post(aws, {}, key(value));
    expect(answer.statusCode).toBe(400);
    expect(problemOf(answer)).toMatchObject({
      at: 'Idempotency-Key',
      detail: expect.stringMatching(/1 to 80/),
    });
    expect(aws.calls).toEqual([]);
  });

  test.each(['x'.repeat(80), "it's(me)!", 'a.b_c-d=e+f@g'])('%s is one', async value => {
    const answer = await post(aws, {}, key(value));
    expect(answer.statusCode).toBe(202);
    expect(decodeURIComponent(linkOf(answer).links.status)).toBe(`https://api.example/rebuild/${value}`);
  });
});

describe('beside other runs', () => {
  test('is answered 409 with the one that does the work: the oldest', async () => {
    aws.add('young', {}, 10);
    aws.add('old', { input: '{"trigger":"schedule"}' }, 100);
    const answer = await post(aws, {}, key('mine'));
    expect(answer.statusCode).toBe(409);
    expect(problemOf(answer)).toMatchObject({
      type: 'urn:daybreak:problem:run-in-progress',
      running: { run: 'old', links: { status: 'https://api.example/rebuild/old' } },
    });
    expect(aws.calls).not.toContain('StartExecution');
  });

  test('is not confused with one that destroys the lab, which no caller wants to follow', async () => {
    aws.add('away', { input: '{"action":"destroy","confirm":"daybreak"}' });
    expect(problemOf(await post(aws))).toMatchObject({
      type: 'urn:daybreak:problem:lab-destroyed',
      status: 409,
      running: { run: 'away' },
    });
    expect(aws.calls).not.toContain('StartExecution');
  });

  test('does not wait for a plan or for a run that has just ended', async () => {
    aws.add('looks', { input: '{"action": "plan"}' });
    aws.before.set('DescribeExecution', () => aws.add('ends', { status: 'SUCCEEDED' }));
    aws.add('ends');
    expect(await post(aws)).toMatchObject({ statusCode: 202 });
  });

  test('is not fooled by a comment that looks like a plan', async () => {
    aws.add('works', { input: '{"Comment":{"action":"plan"}}' });
    expect(await post(aws)).toMatchObject({ statusCode: 409 });
  });

  test('a plan starts at any time', async () => {
    aws.add('works');
    expect(await post(aws, { action: 'plan' })).toMatchObject({ statusCode: 202 });
  });
});
