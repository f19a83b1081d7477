import { setTimeout as after } from 'node:timers/promises';
import { handlerOf, step } from '../../functions/frame/step.ts';
import { runOf } from '../run-of.ts';
import { invocation } from './invocation.ts';
import { outcome } from './outcome.ts';

describe('a handler', () => {
  const { info } = console;
  let lines: object[];
  beforeEach(() => {
    lines = [];
    // The logger then writes to the console that tests can replace.
    process.env.POWERTOOLS_DEV = 'true';
    process.env.POWERTOOLS_LOG_LEVEL = 'INFO';
    console.info = (line: string) => lines.push(JSON.parse(line));
  });
  afterEach(() => {
    console.info = info;
    delete process.env.POWERTOOLS_DEV;
  });

  test('is not cut short: what ends a step that takes too long is its timeout in Lambda, which is retried', async () => {
    const handler = handlerOf(
      'copy-data',
      () => ({}),
      async () => {
        await after(30);
        return 'done';
      },
    );
    const almostOver = { ...invocation, getRemainingTimeInMillis: () => 10 };
    expect(await handler({}, almostOver)).toBe('done');
  });

  test('logs which lab and run it worked for, and nothing of the run before', async () => {
    const handler = handlerOf(
      'copy-data',
      (keys: Readonly<Record<string, string>>) => keys,
      async () => 'done',
    );
    await handler({ run: 'first', request: 'r-1' }, invocation);
    await handler({ run: 'second' }, { ...invocation, awsRequestId: 'other' });
    expect(lines).toEqual([
      expect.objectContaining({
        message: 'ended',
        run: 'first',
        request: 'r-1',
        function_request_id: 'request',
      }),
      expect.objectContaining({ message: 'ended', run: 'second', function_request_id: 'other' }),
    ]);
    expect(lines[1]).not.toHaveProperty('request');
  });
});

test.each([
  ['a small lab keeps its details', undefined, 1],
  ['a lab that has little room for them keeps its outcomes only', 200, 0],
])('a step of %s', async (_, detailBytes, changes) => {
  const run = runOf(
    { name: 'lab', account: '123456789012', region: 'us-east-1', partition: 'aws' },
    detailBytes === undefined ? {} : { detailBytes },
  );
  const changed = outcome('table/lab_sor.t', 'updated', {
    changes: [{ property: 'columns', from: 'a'.repeat(60), to: 'b'.repeat(60) }],
  });
  const handler = step('ensure-catalog', async () => ({ outcomes: [changed] }));
  const { outcomes } = await handler({ run }, invocation);
  expect(outcomes.map(each => each.changes.length)).toEqual([changes]);
});
