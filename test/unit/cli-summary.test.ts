import type { RunResult } from '../../cli/follow/follow-run.ts';
import { narrate } from '../../cli/render/narrate.ts';
import { plainProgress } from '../../cli/render/plain.ts';
import { plainStyle } from '../../cli/render/style.ts';
import { summary } from '../../cli/render/summary.ts';
import type { Proof } from '../../lab/outcomes.ts';
import { bytes, duration } from '../../lab/words/units.ts';
import { outcome } from './outcome.ts';

const proof = (name: string, expected: string, actual: string, more: Partial<Proof> = {}): Proof => ({
  kind: 'answer',
  name,
  passed: expected === actual,
  expected: [[expected]],
  actual: [[actual]],
  provenAt: '2026-11-21T10:00:00Z',
  ...more,
});
const rows = (table: string, expected: string, actual: string): Proof =>
  proof(`rows of ${table}`, expected, actual, { kind: 'rows', table });

const outcomes = [
  outcome('bucket/lab-sor-1-r', 'created'),
  outcome('bucket/lab-sot-1-r', 'created'),
  outcome('table/lab_sor.a', 'unchanged'),
  outcome('dataset/sor.a', 'created', {
    copied: { files: 3, bytes: 4500, copiedFiles: 2, copiedBytes: 3000 },
  }),
];

const run = (more: Partial<RunResult> = {}): RunResult => ({
  arn: 'arn:aws:states:r:1:execution:lab-rebuild:x',
  result: 'succeeded',
  status: 'succeeded',
  seconds: 14.2,
  outcomes,
  proofs: [rows('sor.a', '32951', '32951'), proof('cities', 'são paulo', 'são paulo')],
  jobRuns: [],
  failure: undefined,
  definition: undefined,
  orphaned: [],
  notes: [],
  report: undefined,
  ...more,
});

const definition = { title: 'Shop', version: '1.2.0', seed: 'built-in sample', synthetic: true };
describe('the summary of a run', () => {
  test('outcomes are counted by kind, with what was copied', () => {
    const text = summary(run(), 'lab', plainStyle);
    expect(text).toContain('Lab lab is ready (14 s).');
    expect(text).toMatch(/buckets {3}2 created/);
    expect(text).toMatch(/datasets {2}1 created: 2 files \(3\.0 kB\) copied, 1 in place/);
  });

  test('jobs are named when some were to run', () => {
    const jobRuns = [{ job: 'lab-orders', id: 'jr_1', seconds: 74, notes: ['not proven'] }];
    expect(summary(run({ jobRuns }), 'lab', plainStyle)).toMatch(
      /\nJobs\n {2}lab-orders ran for 1 min 14 s, not proven\n/,
    );
    expect(summary(run(), 'lab', plainStyle)).not.toContain('\nJobs');
  });

  test("rows of each table and the smoke tests' answers are shown", () => {
    const text = summary(run(), 'lab', plainStyle);
    expect(text).toContain('sor.a  32,951');
    expect(text).toContain('✔ cities\n      são paulo');
  });

  test("Athena's reason stands where there is no answer", () => {
    const error = 'Athena failed the query: HIVE_BAD_DATA: x (query q)';
    const unanswered = { passed: false, actual: [], error };
    const proofs = [
      { ...rows('sor.a', '3', ''), ...unanswered },
      { ...proof('cities', 'x', ''), ...unanswered },
    ];
    const text = summary(run({ proofs }), 'lab', plainStyle);
    expect(text).toContain(`sor.a  none, expected 3: ${error}`);
    expect(text).toContain(`✖ cities\n      ${error}\n      expected\n      x`);
    expect(text).not.toContain('no rows');
  });

  test('that data is made up is said', () => {
    expect(summary(run({ definition }), 'lab', plainStyle)).toContain(
      'Shop 1.2.0, from the built-in sample (synthetic data: made up, not real)',
    );
  });

  test('what the definition has dropped is named', () => {
    const text = summary(run({ orphaned: ['table/lab_sor.old'] }), 'lab', plainStyle);
    expect(text).toContain('No longer in the definition, and kept\n  table/lab_sor.old');
    expect(summary(run({ orphaned: ['trigger/lab-old'] }), 'lab', plainStyle)).toContain(
      'trigger/lab-old, which still starts its job: delete the trigger in Glue to stop that',
    );
  });

  test('what was kept, refused or changed is named, with the difference', () => {
    const text = summary(
      run({
        outcomes: [
          outcome('table/lab_sor.a', 'kept', { kept: [{ property: 'header', from: 'false', to: 'true' }] }),
          outcome('bucket/lab-sor-1-r', 'refused', { notes: ['exists without the mark'] }),
          outcome('job/lab-j', 'updated', { changes: [{ property: 'workers', from: '2', to: '3' }] }),
          outcome('workgroup/lab', 'created'),
        ],
      }),
      'lab',
      plainStyle,
    );
    const worth = text.slice(text.indexOf('Worth knowing'), text.indexOf('Rows'));
    expect(worth).toContain('header: on → off; kept');
    expect(worth).toContain('exists without the mark');
    expect(worth).toContain('Workers: 2 → 3');
    expect(worth).not.toContain('workgroup/lab');
  });

  test('after a repair it says where the displaced content is', () => {
    const note = 'what it displaces is in s3://lab-assets/displaced/run/table/lab_sor.a.json';
    const repaired = outcome('table/lab_sor.a', 'updated', {
      changes: [{ property: 'header', from: 'false', to: 'true', repaired: true }],
      notes: [note],
    });
    const text = summary(run({ outcomes: [repaired] }), 'lab', plainStyle);
    expect(text).toContain('  tables  1 repaired');
    expect(text).toContain(`table/lab_sor.a  repaired\n      header: off → on\n      ${note}`);
  });

  test('a count that is wrong stands beside the one that was expected', () => {
    const text = summary(
      run({
        result: 'failed',
        status: 'failed',
        proofs: [rows('sor.a', '10', '0'), proof('sum', '5', '4')],
      }),
      'lab',
      plainStyle,
    );
    expect(text).toContain('Lab lab is not complete');
    expect(text).toContain('sor.a  0, expected 10');
    expect(text).toContain('✖ sum\n      4\n      expected\n      5');
  });
});

describe('progress off a terminal', () => {
  type RunEvents = readonly Parameters<typeof narrate>[0][];
  const told = async (planning: boolean, events: RunEvents): Promise<readonly string[]> => {
    const written: string[] = [];
    const progress = plainProgress(line => void written.push(line));
    for (const event of events) await narrate(event, progress, planning);
    return written;
  };
  const lines = (...events: RunEvents) => told(false, events);

  test('each event is one line that says what was done, and how long it took', async () => {
    expect(
      await lines(
        { type: 'step started', step: 'EnsureStorage' },
        {
          type: 'step ended',
          step: 'EnsureStorage',
          seconds: 1.24,
          outcomes: outcomes.slice(0, 2),
          proofs: [],
          jobRuns: [],
        },
        { type: 'step progressed', step: 'CopyData', done: 2, of: 8 },
        { type: 'step progressed', step: 'RunJobs', done: 1, of: 2 },
        {
          type: 'step ended',
          step: 'RunJobs',
          seconds: 130,
          outcomes: [],
          proofs: [],
          jobRuns: [
            { job: 'lab-orders', id: 'jr_1', seconds: 74, notes: [] },
            { job: 'lab-late', notes: ['not run: why'] },
          ],
        },
      ),
    ).toEqual([
      'EnsureStorage …',
      'EnsureStorage done in 1.2 s: 2 created',
      'CopyData: 2 of 8 batches',
      'RunJobs: 1 of 2 jobs',
      'RunJobs done in 2 min 10 s: lab-orders ran for 1 min 14 s; lab-late, not run: why',
    ]);
  });

  test('a look says what would be kept: what somebody changed, and, of a destroy, what stays', async () => {
    const change = { property: 'workers', from: '5', to: '2' };
    const found = [
      outcome('bucket/a', 'destroyed'),
      outcome('bucket/b', 'kept', { notes: ["1 object in it is not the lab's"] }),
    ];
    const ended = { type: 'step ended', seconds: 1, proofs: [], jobRuns: [] } as const;
    expect(
      await told(true, [
        { ...ended, step: 'DestroyLab', outcomes: found },
        { ...ended, step: 'EnsureJob', outcomes: [outcome('job/x', 'kept', { kept: [change] })] },
      ]),
    ).toEqual([
      'DestroyLab done in 1.0 s: 1 to keep, 1 to destroy',
      'EnsureJob done in 1.0 s: 1 to keep as changed',
    ]);
  });

  test('no control character reaches a log, whatever AWS says', async () => {
    const failure = { error: 'E', cause: 'first\nsecond \u001b[31mred\u001b[0m\u0007' };
    expect(
      await lines({
        type: 'step ended',
        step: 'Plan',
        seconds: 2,
        outcomes: [],
        proofs: [],
        jobRuns: [],
        failure,
      }),
    ).toEqual(['Plan failed in 2.0 s: first second \\x1b[31mred\\x1b[0m\\x07']);
  });

  test.each([
    ['RoleNotReady', 'EnsureJob: trying again: no role yet (RoleNotReady)'],
    ['Runtime.HandlerError', 'EnsureJob: trying again: no role yet'],
    ['JobStillRunning', 'EnsureJob: no role yet'],
  ])('%s is named only if it says something', async (error, line) => {
    expect(await lines({ type: 'step retried', step: 'EnsureJob', error, cause: 'no role yet' })).toEqual([
      line,
    ]);
  });

  test('a step that refuses something, or proves something wrong, is no success', async () => {
    const refused = [outcome('bucket/b', 'refused')];
    const wrong = [proof('sum', '5', '4')];
    expect(
      await lines(
        { type: 'step ended', step: 'EnsureStorage', seconds: 1, outcomes: refused, proofs: [], jobRuns: [] },
        { type: 'step ended', step: 'SmokeTest', seconds: 1, outcomes: [], proofs: wrong, jobRuns: [] },
      ),
    ).toEqual(['EnsureStorage failed in 1.0 s: 1 refused', 'SmokeTest failed in 1.0 s: 0 of 1 proof passed']);
  });
});

test.each([
  [0.04, '0.0 s'],
  [9.96, '10 s'],
  [59.6, '1 min 0 s'],
  [125, '2 min 5 s'],
])('%d seconds are %s', (seconds, text) => expect(duration(seconds)).toBe(text));

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1500, '1.5 kB'],
  [45_300_000, '45 MB'],
])('%d bytes are %s', (size, text) => expect(bytes(size)).toBe(text));
