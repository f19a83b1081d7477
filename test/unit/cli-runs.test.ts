import { SFNClient } from '@aws-sdk/client-sfn';
import { historySize } from '../../cli/commands/history.ts';
import { runHistory } from '../../cli/follow/history.ts';
import { historyPage } from '../../cli/render/history-page.ts';
import { plainStyle } from '../../cli/render/style.ts';
import type { PastRun } from '../../reconcile/past-run.ts';
import { fakeAws } from './aws-fake.ts';
import { outcome } from './outcome.ts';
import { testSession } from './test-session.ts';

const run = (name: string, more: Partial<PastRun> = {}): PastRun => ({
  arn: `arn:aws:states:r:1:execution:lab-rebuild:${name}`,
  name,
  status: 'SUCCEEDED',
  startedAt: new Date('2026-11-21T10:00:00Z'),
  stoppedAt: new Date('2026-11-21T10:00:14Z'),
  action: 'rebuild',
  kind: 'rebuild',
  trigger: 'console',
  outcomes: { created: 30, unchanged: 4 },
  leftTo: undefined,
  failure: undefined,
  ...more,
});

const page = (...runs: readonly PastRun[]): readonly string[] =>
  historyPage('lab', runs, plainStyle).split('\n');
const narrowPage = (...runs: readonly PastRun[]): readonly string[] =>
  historyPage('lab', runs, plainStyle, 60).split('\n');

describe('the runs of a lab, for people', () => {
  test('a line says when, how long, what, started by what and with what result', () => {
    const [, , line] = page(run('r1', { trigger: 'schedule' }));
    expect(line).toBe('2026-11-21 10:00:00  14 s  rebuild  the schedule  succeeded  30 created  r1');
  });

  test('a plan says what would have changed, and what repairs and destroys are called', () => {
    const text = page(
      run('r1', { kind: 'plan', outcomes: { created: 1, kept: 2 } }),
      run('r2', { kind: 'repair', outcomes: { updated: 2, unchanged: 30 } }),
      run('r3', { kind: 'rebuild', outcomes: { unchanged: 30 } }),
      run('r4', { kind: 'destroy', outcomes: { destroyed: 34 } }),
    );
    expect(text.slice(2).map(line => line.slice(27))).toEqual([
      'plan     a person  succeeded  1 to create, 2 to keep  r1',
      'repair   a person  succeeded  2 updated               r2',
      'rebuild  a person  succeeded  nothing                 r3',
      'destroy  a person  succeeded  34 destroyed            r4',
    ]);
  });

  test('what was repaired is called that, beside what was updated', () => {
    const lines = page(
      run('r1', { kind: 'repair', outcomes: { updated: 3 }, repaired: 2 }),
      run('r2', { kind: 'repair', outcomes: { created: 1, updated: 2 }, repaired: 2 }),
      run('r3', { kind: 'plan', outcomes: { updated: 3 }, repaired: 2 }),
    ).slice(2);
    expect(lines[0]).toContain('  1 updated, 2 repaired  ');
    expect(lines[1]).toContain('  1 created, 2 repaired  ');
    expect(lines[2]).toContain('  1 to update, 2 to repair  ');
  });

  test('a plan that found why a rebuild would fail has not failed', () => {
    const failure = { error: 'ResourceRefused', cause: 'EnsureStorage: not ours' };
    const ends = ['plan', 'rebuild'].map(kind => page(run('r1', { kind, status: 'FAILED', failure }))[2]);
    expect(ends[0]).toContain('would fail');
    expect(ends[1]).toContain(' failed ');
  });

  test('plans stand back behind what was done', () => {
    const dim = { ...plainStyle, dim: (text: string) => `<${text}>` };
    const text = historyPage('lab', [run('r1', { kind: 'plan' }), run('r2')], dim);
    expect(text.match(/<.*>/g)).toEqual([expect.stringContaining('plan')]);
  });

  test('on a terminal that is too narrow for a line, a run has several', () => {
    const failure = { error: 'Error', cause: 'Plan: no' };
    const lines = narrowPage(
      run('rebuild-20261126T144107-f07e', { status: 'FAILED', outcomes: { created: 30 }, failure }),
    );
    expect(lines).toEqual([
      'Started (UTC)',
      '2026-11-21 10:00:00',
      '    rebuild failed in 14 s, by a person',
      '    changed: 30 created',
      '    rebuild-20261126T144107-f07e',
      '    Plan: no',
    ]);
  });

  test('a failed run has its first cause below it', () => {
    const failure = { error: 'OlderDefinition', cause: 'Plan: the definition\nis older' };
    expect(page(run('r2', { status: 'FAILED', outcomes: undefined, failure }), run('r1'))[3]).toBe(
      '    Plan: the definition is older (OlderDefinition)',
    );
  });

  test('a run that left the work to another one names that one', () => {
    const lines = page(
      run('r2', { outcomes: undefined, leftTo: 'arn:aws:states:r:1:execution:lab-rebuild:r1' }),
    );
    expect(lines[2]).toContain('skipped');
    expect(lines[3]).toBe('    left to r1');
  });

  test('a running one has no end yet', () => {
    expect(page(run('r1', { status: 'RUNNING', stoppedAt: undefined, outcomes: undefined }))[2]).toMatch(
      /running +r1$/,
    );
  });

  test('a lab without runs says so', () => expect(page()).toEqual(['Lab lab has not run yet.']));
});

describe('finding the runs of a lab', () => {
  const sfn = new SFNClient({ region: 'us-east-1' });
  const session = {
    ...testSession('lab', '1', 'r'),
    sfn,
  };
  const ends: Readonly<Record<string, object>> = {
    first: { input: '{}', output: '{"result":"succeeded","outcomes":{"created":2}}' },
    second: {
      input: '{"action":"destroy","trigger":"console"}',
      error: 'RunInProgress',
      cause: 'Plan: r works',
    },
    third: { input: '{"trigger":"api"}', output: '{"result":"skipped","running":"arn:x:first"}' },
    odd: { input: 'no JSON' },
  };
  sfn.middlewareStack.add(
    () => async args => {
      const $metadata = {};
      const input = JSON.stringify(args.input);
      if (input.includes('maxResults')) {
        const executions = Object.keys(ends).map((name, at) => ({
          executionArn: `arn:x:${name}`,
          name,
          status: name === 'second' ? 'FAILED' : 'SUCCEEDED',
          startDate: new Date(at * 1000),
          stopDate: new Date(at * 1000 + 500),
        }));
        return { response: {}, output: { executions, $metadata } };
      }
      const [, name = ''] = /arn:x:(\w+)/.exec(input) ?? [];
      return { response: {}, output: { ...ends[name], $metadata } };
    },
    { step: 'initialize', priority: 'high' },
  );

  test('newest first, each with its request and its result', async () => {
    const runs = await runHistory(session, 4);
    expect(runs.map(({ name, action, trigger }) => [name, action, trigger])).toEqual([
      ['odd', 'rebuild', 'console'],
      ['third', 'rebuild', 'api'],
      ['second', 'destroy', 'console'],
      ['first', 'rebuild', 'console'],
    ]);
    expect(runs[1]?.leftTo).toBe('arn:x:first');
    expect(runs[2]?.failure).toEqual({ error: 'RunInProgress', cause: 'Plan: r works' });
    expect(runs[3]?.outcomes).toEqual({ created: 2 });
  });
});

describe('what of a run was repaired', () => {
  const change = { property: 'workers', from: '5', to: '2' };
  const outcomes = [
    outcome('job/x', 'updated', { changes: [{ ...change, repaired: true }] }),
    outcome('job/y', 'updated', { changes: [change] }),
  ];
  const counted = { result: 'succeeded', outcomes: { updated: 2 } };
  const report = {
    lab: 'lab',
    account: '1',
    region: 'r',
    execution: { arn: 'arn:x:repair', name: 'repair', startedAt: '2026-11-26T11:56:30Z' },
    finishedAt: '2026-11-26T11:57:00Z',
    seconds: 30,
    action: 'rebuild',
    result: 'succeeded',
    outcomes,
    proofs: [],
    steps: [],
    failures: [],
  };

  const historyOf = (input: object, output: object) => {
    const { sfn, s3 } = fakeAws({
      ListExecutions: [
        {
          executions: [
            { executionArn: 'arn:x:repair', name: 'repair', status: 'SUCCEEDED', startDate: new Date() },
          ],
        },
      ],
      DescribeExecution: [{ input: JSON.stringify(input), output: JSON.stringify(output) }],
      GetObject: [{ Body: { transformToString: () => JSON.stringify(report) } }],
    });
    return runHistory({ ...testSession('lab', '1', 'r'), sfn, s3 }, 1);
  };

  test('is in its report, or, of a plan, in its output', async () => {
    expect(await historyOf({ repair: true }, counted)).toMatchObject([
      { outcomes: { updated: 2 }, repaired: 1 },
    ]);
    const planned = { ...counted, details: outcomes };
    expect(await historyOf({ action: 'plan', repair: true }, planned)).toMatchObject([{ repaired: 1 }]);
  });

  test('is not looked for where nothing was updated', async () => {
    const [run] = await historyOf({}, { result: 'succeeded', outcomes: { unchanged: 2 } });
    expect(run?.repaired).toBe(0);
  });
});

describe('how many runs are listed', () => {
  test.each([
    [true, 10],
    ['1', 1],
    ['100', 100],
  ] as const)('--history %s', (given, size) => expect(historySize(given)).toBe(size));
  test.each(['0', '101', '-1', '1.5', 'ten', ''])("'%s' is not a number of runs", given => {
    expect(() => historySize(given)).toThrow('give one from 1 to 100');
  });
});
