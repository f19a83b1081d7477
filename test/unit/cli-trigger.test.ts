import { parseAnswer } from '../../cli/endpoint/answer.ts';
import { askRebuild } from '../../cli/endpoint/ask-rebuild.ts';
import type { RawAnswer } from '../../cli/endpoint/call.ts';
import { Failed, UsageError } from '../../cli/errors.ts';
import { problems, problemType } from '../../lab/api.ts';

const link = (run: string) => ({
  run,
  links: { status: `https://a.example/rebuild/${run}`, console: 'https://console.example/' },
});
const raw = (status: number, body: unknown, retryAfter?: string): RawAnswer => ({
  status,
  retryAfter,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const problem = (kind: keyof typeof problems, more: object = {}) =>
  raw(problems[kind].status, { type: problemType(kind), ...problems[kind], detail: 'because', ...more });

describe('what an answer of the endpoint means', () => {
  test.each([
    ['a run that was started', raw(202, link('r1')), { kind: 'run', how: 'started', run: link('r1') }],
    ['a repeated key', raw(200, link('r1')), { kind: 'run', how: 'repeated', run: link('r1') }],
    [
      'a run that is under way is followed',
      problem('run-in-progress', { running: link('r0') }),
      { kind: 'run', how: 'under way', run: link('r0') },
    ],
    [
      'one that destroys the lab is not',
      problem('lab-destroyed', { running: link('r0') }),
      { kind: 'refused', status: 409, why: 'because' },
    ],
    [
      "a key that is another run's is not",

      problem('key-used', { running: link('r0'), at: 'Idempotency-Key' }),
      { kind: 'refused', status: 409, why: 'Idempotency-Key: because' },
    ],
    [
      'a wrong field is named',
      problem('invalid-request', { at: 'datasets[0]' }),
      { kind: 'refused', status: 400, why: 'datasets[0]: because' },
    ],
    ['the gateway', raw(403, { message: 'Forbidden' }), { kind: 'refused', status: 403, why: 'Forbidden' }],
    ['a proxy', raw(502, '<html>no</html>'), { kind: 'refused', status: 502, why: '<html>no</html>' }],
    ['a success without a body', raw(200, ''), { kind: 'refused', status: 200, why: 'no reason given' }],
    [
      'the gateway throttles without a time',
      raw(429, { message: 'Too Many Requests' }),
      { kind: 'later', seconds: undefined, why: 'Too Many Requests' },
    ],
    ['a time in seconds', raw(503, { message: 'x' }, '7'), { kind: 'later', seconds: 7, why: 'x' }],
    [
      'a time as a date',
      raw(429, { message: 'x' }, 'Thu, 01 Jan 1970 00:00:09 GMT'),
      { kind: 'later', seconds: 9, why: 'x' },
    ],
    ['a malformed time', raw(429, { message: 'x' }, 'soon'), { kind: 'later', seconds: undefined, why: 'x' }],
  ])('%s', (_, answer, expected) => expect(parseAnswer(answer, 0)).toEqual(expected));
});

describe('calling until there is an answer', () => {
  const ask = async (...answers: readonly RawAnswer[]) => {
    const slept: number[] = [];
    let calls = 0;
    const asked = askRebuild(async () => answers[Math.min(calls++, answers.length - 1)] ?? raw(500, ''), {
      sleep: async milliseconds => void slept.push(milliseconds),
      note: async () => {},
    });
    return { result: await asked.catch((error: unknown) => error), slept, calls };
  };

  test('waits as long as it is asked to, and returns the run', async () => {
    const busy = raw(503, { message: 'busy' }, '3');
    expect(await ask(busy, raw(429, { message: 'slow' }), raw(202, link('r1')))).toMatchObject({
      result: { run: { run: 'r1' } },
      slept: [3_000, 4_000],
      calls: 3,
    });
  });

  test('does not call for ever', async () => {
    const { result, calls } = await ask(raw(429, { message: 'slow' }, '1'));
    expect(result).toBeInstanceOf(Failed);
    expect(calls).toBe(6);
  });

  test('does not wait for an hour', async () => {
    const { result, slept } = await ask(raw(503, { message: 'down' }, '3600'));
    expect(result).toMatchObject({ message: expect.stringContaining('Try again in 3600 s') });
    expect(slept).toEqual([]);
  });

  test('bad input is bad usage, and is not retried', async () => {
    const { result, calls } = await ask(problem('invalid-request', { at: 'datasets' }));
    expect(result).toBeInstanceOf(UsageError);
    expect(calls).toBe(1);
  });

  test('a 403 says which permission may be missing', async () => {
    const { result } = await ask(raw(403, { message: 'Forbidden' }));
    expect(result).toMatchObject({ message: expect.stringContaining('execute-api:Invoke') });
  });
});
