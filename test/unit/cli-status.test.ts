import { SFNClient } from '@aws-sdk/client-sfn';
import { statusOf } from '../../cli/commands/status.ts';
import { firstDeed } from '../../cli/follow/history.ts';
import type { Observed } from '../../cli/follow/observe.ts';
import { interruptOn } from '../../cli/interrupt.ts';
import { plainProgress } from '../../cli/render/plain.ts';
import { type LabStatus, statusPage } from '../../cli/render/status-page.ts';
import { plainStyle } from '../../cli/render/style.ts';
import { width } from '../../cli/render/table.ts';
import { wrapped } from '../../cli/render/wrapped.ts';
import type { Outcome } from '../../lab/outcomes.ts';
import { reportSchema } from '../../lab/report.ts';
import { runKind } from '../../lab/run-kind.ts';
import type { PastRun } from '../../reconcile/past-run.ts';
import { history, scheduled, succeeded } from './api-history.ts';
import { fakeAws, named } from './aws-fake.ts';
import { outcome } from './outcome.ts';
import { testSession } from './test-session.ts';

const session = testSession();
const now = new Date('2026-11-26T12:00:00Z');
const arn = (name: string) => `arn:aws:states:us-east-1:123456789012:execution:lab-rebuild:${name}`;

const deed = (more: Partial<PastRun> = {}): PastRun => ({
  arn: arn('r1'),
  name: 'r1',
  status: 'SUCCEEDED',
  startedAt: new Date('2026-11-26T11:56:30Z'),
  stoppedAt: new Date('2026-11-26T11:57:00Z'),
  action: 'rebuild',
  kind: 'rebuild',
  trigger: 'console',
  outcomes: undefined,
  leftTo: undefined,
  failure: undefined,
  ...more,
});

const report = reportSchema.parse({
  lab: 'lab',
  account: '123456789012',
  region: 'us-east-1',
  execution: { arn: arn('r1'), name: 'r1', startedAt: '2026-11-26T11:56:30Z' },
  finishedAt: '2026-11-26T11:57:00Z',
  seconds: 30,
  action: 'rebuild',
  result: 'succeeded',
  outcomes: [outcome('table/lab_sor.a', 'created')],
  proofs: [],
  steps: [],
  failures: [],
});

const seen = (outcomes: readonly Outcome[], more: Partial<Observed> = {}): Observed => ({
  at: now,
  execution: arn('plan-1'),
  seconds: 1,
  outcomes,
  orphaned: [],
  notes: [],
  wouldChange: false,
  finding: undefined,
  ...more,
});

const page = (more: Partial<LabStatus> = {}): string =>
  statusPage(
    session,
    {
      stack: { StackName: 'lab-bootstrap', StackStatus: 'CREATE_COMPLETE', CreationTime: undefined },
      running: undefined,
      deed: deed(),
      report,
      unreadable: undefined,
      observed: undefined,
      ...more,
    },
    plainStyle,
    now,
  );

const unchanged = outcome('workgroup/lab', 'unchanged');
const renamed = outcome('table/lab_sor.a', 'kept', {
  kept: [
    {
      property: 'columns',
      from: '[{"name":"city","type":"string"}]',
      to: '[{"name":"customer_city","type":"string"}]',
    },
  ],
});
const missing = (name: string) => outcome(`table/lab_sor.${name}`, 'created');

describe('the state of a lab', () => {
  test('that is as its definition says', () => {
    const text = page({ observed: seen([unchanged]) });
    expect(text.split('\n')[0]).toBe('Lab lab matches its definition.');
    expect(text).toContain('  Last run            rebuild succeeded 3 minutes ago, in 30 s (r1)');
    expect(text).not.toContain('Different from the definition');
  });

  test('in which somebody has changed something since: what, and how to repair it', () => {
    const text = page({ observed: seen([unchanged, renamed]) });
    expect(text.split('\n')[0]).toBe('1 resource of lab lab differs from the definition.');
    expect(text).toContain(
      '\nDifferent from the definition\n  table/lab_sor.a  changed by hand\n' +
        '      Column customer_city was renamed to city; kept\n',
    );
    expect(text).toContain('npx daybreak rebuild --local --lab lab --repair');
    expect(text).not.toContain('To rebuild what differs');
  });

  test('in which something is missing: a rebuild brings it back', () => {
    const text = page({ observed: seen([missing('a'), missing('b')], { wouldChange: true }) });
    expect(text.split('\n')[0]).toBe('2 resources of lab lab differ from the definition.');
    expect(text).toContain('  table/lab_sor.a  missing\n  table/lab_sor.b  missing\n');
    expect(text).toContain('To rebuild what differs:\n  npx daybreak rebuild --local --lab lab\n');
  });

  test('that somebody has emptied names some of what is missing, and counts the rest', () => {
    const text = page({
      observed: seen(
        Array.from({ length: 56 }, (_, at) => missing(`t${at}`)),
        { wouldChange: true },
      ),
    });
    expect(text.match(/ {2}missing/g)).toHaveLength(10);
    expect(text).toContain('  … and 46 more that are missing');
  });

  test('in which a rebuild would fail', () => {
    const finding = { error: 'ResourceRefused', cause: 'EnsureStorage: not ours' };
    const refused = outcome('bucket/lab-sor', 'refused', { adoptable: true });
    const text = page({ observed: seen([refused], { finding }) });
    expect(text.split('\n')[0]).toContain('A rebuild would fail.');
    expect(text).toContain("  bucket/lab-sor  not the lab's\n");
    expect(text).toContain('npx daybreak rebuild --local --lab lab --adopt bucket/lab-sor');
  });

  test('that was destroyed: since when, and how to build it again', () => {
    const text = page({ deed: deed({ kind: 'destroy', action: 'destroy', name: 'd1', arn: arn('d1') }) });
    expect(text.split('\n')[0]).toBe('Lab lab was destroyed 3 minutes ago.');
    expect(text).toContain('destroy succeeded 3 minutes ago');
    expect(text.endsWith('Build it:\n  npx daybreak rebuild --local --lab lab')).toBe(true);
    expect(text).not.toContain('Try a query');
  });

  test('that could not be destroyed is still there', () => {
    const failed = { kind: 'destroy', action: 'destroy', status: 'FAILED', arn: arn('d1') };
    const failure = { error: 'RunInProgress', cause: 'Plan: r2 works' };
    const text = page({ deed: deed({ ...failed, failure }), observed: seen([unchanged]) });
    expect(text.split('\n')[0]).toBe('Lab lab matches its definition, but its last destroy did not succeed.');
    expect(text).toContain('First cause         Plan: r2 works');
  });

  test('whose last rebuild failed is not called well, even where nothing differs', () => {
    const failures = [{ step: 'SmokeTest', error: 'ProofFailed', cause: 'rows of sor.a: expected 5' }];
    const text = page({
      deed: deed({ status: 'FAILED' }),
      report: { ...report, result: 'failed', failures },
      observed: seen([unchanged]),
    });
    expect(text.split('\n')[0]).toContain('but its last rebuild did not succeed.');
    expect(text).toMatch(/First cause +SmokeTest: rows of sor\.a: expected 5/);
    expect(text).toMatch(/Resources +1 created\n/);
  });

  test('that is being rebuilt is not looked at', () => {
    const text = page({
      running: deed({ kind: 'repair', name: 'r2', startedAt: new Date('2026-11-26T11:59:29Z') }),
    });
    expect(text.split('\n').slice(0, 2)).toEqual([
      'Lab lab is changing: repair (r2) is running, started 31 seconds ago.',
      'The lab is compared with its definition once that has ended.',
    ]);
  });

  test('that has never been built', () => {
    const text = page({ deed: undefined, report: undefined });
    expect(text.split('\n')[0]).toBe('Lab lab has not been built yet.');
    expect(text).toContain('Build it:\n  npx daybreak rebuild --local --lab lab');
  });

  test('that nobody looked at says how to', () => {
    expect(page().split('\n')[0]).toBe(
      'What was last done to lab lab. `npx daybreak status --local --lab lab` also looks at what has changed since.',
    );
  });

  test('that these credentials may not look at says so, and still what was last done', () => {
    const text = page({ mayNotLook: true });
    expect(text.split('\n')[0]).toContain('is not known');
    expect(text).toContain('rebuild succeeded 3 minutes ago');
  });

  test('names its zones in full', () => {
    for (const zone of ['Raw (sor)', 'Trusted (sot)', 'Specialised (spec)'])
      expect(page()).toContain(`  ${zone} `);
  });
});

describe('what a run was for', () => {
  test.each<[object, string]>([
    [{}, 'rebuild'],
    [{ trigger: 'schedule' }, 'rebuild'],
    [{ repair: true }, 'repair'],
    [{ setAside: true }, 'set aside'],
    [{ repair: true, setAside: true, adopt: ['bucket/x'] }, 'repair, set aside, adopt'],
    [{ repair: false, adopt: [] }, 'rebuild'],
    [{ action: 'plan', repair: true }, 'plan'],
    [{ action: 'destroy' }, 'plan'],
    [{ action: 'destroy', confirm: 'lab' }, 'destroy'],
  ])('%j', (input, kind) => expect(runKind(input)).toBe(kind));
});

test('the last run that did something is found behind plans and rebuilds that did nothing', async () => {
  const runs: Readonly<Record<string, object>> = {
    plan: { input: '{"action":"plan"}', output: '{}' },
    looked: { input: '{"action":"destroy"}', output: '{}' },
    skipped: { input: '{}', output: '{"result":"skipped","running":"arn:x:old"}' },
    repair: { input: '{"repair":true}', output: '{}' },
    old: { input: '{}', output: '{}' },
  };
  const sfn = new SFNClient({ region: 'us-east-1' });
  const asked: string[] = [];
  sfn.middlewareStack.add(
    () => async args => {
      const [, name = ''] = /x:(\w+)/.exec(JSON.stringify(args.input)) ?? [];
      asked.push(name);
      return { response: {}, output: { ...runs[name], $metadata: {} } };
    },
    { step: 'initialize', priority: 'high' },
  );
  const items = Object.keys(runs).map(name => ({ ...deed(), arn: `x:${name}`, name }));
  expect(await firstDeed({ ...session, sfn }, items)).toMatchObject({ name: 'repair', kind: 'repair' });
  expect(asked).toEqual(['plan', 'looked', 'skipped', 'repair']);
  expect(await firstDeed({ ...session, sfn }, items.slice(0, 3))).toBeUndefined();
});

describe('a look', () => {
  const stack = { StackName: 's', StackStatus: 'CREATE_COMPLETE', CreationTime: undefined } as const;
  const planEvents = history(
    ['ExecutionStarted', 0],
    scheduled('report', 1),
    succeeded({ step: 'Report', outcomes: [], details: [unchanged, renamed] }, 2),
    ['ExecutionSucceeded', 3],
  );

  /** What `status` says of a lab with these runs, newest first, and which calls it made. */
  const looked = async (
    runs: readonly { readonly status: string; readonly input: object }[],
    { last = false, start }: { readonly last?: boolean; readonly start?: Error } = {},
  ) => {
    const sfn = new SFNClient({ region: 'us-east-1' });
    const calls: string[] = [];
    const answer = (command: string, input: string): object => {
      if (command === 'ListExecutionsCommand')
        return {
          executions: runs.map(({ status }, at) => ({
            executionArn: `x:${at}`,
            name: `r${at}`,
            status,
            startDate: new Date(1_000_000 - at),
            stopDate: status === 'RUNNING' ? undefined : new Date(2_000_000 - at),
          })),
        };
      if (command === 'DescribeExecutionCommand') {
        const [, at = ''] = /x:(\d)/.exec(input) ?? [];
        return { input: JSON.stringify(runs[Number(at)]?.input), output: '{}' };
      }
      if (command === 'StartExecutionCommand') {
        if (start !== undefined) throw start;
        return { executionArn: arn('plan-1') };
      }
      return { events: planEvents.toReversed() };
    };
    sfn.middlewareStack.add(
      (_next, { commandName = '' }) =>
        async args => {
          calls.push(commandName);
          const output = answer(commandName, JSON.stringify(args.input));
          return { response: {}, output: { ...output, $metadata: {} } };
        },
      { step: 'initialize', priority: 'high' },
    );
    const { s3 } = fakeAws({ GetObject: [named('NoSuchKey', 'none'), named('NoSuchKey', 'none')] });
    const interrupt = interruptOn(new AbortController().signal);
    const context = { interrupt, progress: plainProgress(() => {}) };
    const { document, text } = await statusOf(context, { ...session, s3, sfn }, stack, last);
    return { document, text, calls, hasLooked: calls.includes('StartExecutionCommand') };
  };

  const built = { status: 'SUCCEEDED', input: {} };
  const destroyed = { status: 'SUCCEEDED', input: { action: 'destroy', confirm: 'lab' } };

  test('starts a plan, and says what differs from the definition', async () => {
    const { document, text, hasLooked } = await looked([built]);
    expect(hasLooked).toBe(true);
    expect(document).toMatchObject({
      destroyed: false,
      latestChange: { kind: 'rebuild' },
      observed: { wouldChange: false, outcomes: [{ resource: 'table/lab_sor.a', outcome: 'kept' }] },
    });
    expect(text).toContain('Column customer_city was renamed to city; kept');
  });

  test.each([
    ['the lab is being rebuilt', [{ status: 'RUNNING', input: {} }, built], 'is changing: rebuild'],
    ['the lab was destroyed', [destroyed, built], 'was destroyed'],
    [
      'a look at a destroyed lab came after it',
      [{ ...built, input: { action: 'plan' } }, destroyed],
      'was destroyed',
    ],
    ['the lab was never built', [], 'has not been built yet'],
  ])('is not taken where %s', async (_why, runs, words) => {
    const { document, text, hasLooked } = await looked(runs);
    expect(hasLooked).toBe(false);
    expect(text.split('\n')[0]).toContain(words);
    expect(document).toMatchObject({ observed: null });
  });

  test("is taken beside somebody else's plan", async () => {
    const plan = { status: 'RUNNING', input: { action: 'plan' } };
    expect((await looked([plan, built])).hasLooked).toBe(true);
  });

  test('is not taken with --last', async () => {
    const { text, hasLooked } = await looked([built], { last: true });
    expect(hasLooked).toBe(false);
    expect(text).toContain('What was last done');
  });

  test('that is denied leaves what was last done', async () => {
    const { text } = await looked([built], { start: named('AccessDeniedException', 'no') });
    expect(text).toContain('is not known');
    expect(text).toContain('rebuild succeeded');
  });
});

test.each([40, 60, 100])('on a terminal of %i columns no word of the page is broken', columns => {
  const text = page({ observed: seen([renamed, missing('a')], { wouldChange: true }) });
  for (const line of wrapped(text, columns).split('\n')) {
    // An address can't be broken without breaking a word.
    const hasAddress = line.split(' ').some(word => word.length > columns / 2);
    if (!(hasAddress || line.includes('npx '))) expect(width(line)).toBeLessThanOrEqual(columns);
  }
});
