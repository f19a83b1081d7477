import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../../cli/errors.ts';
import type { Observed } from '../../cli/follow/observe.ts';
import { headlineOf } from '../../cli/page/headline.ts';
import { refuseOthersFile } from '../../cli/page/save-page.ts';
import type { LabStatus } from '../../cli/render/status-page.ts';
import type { Outcome } from '../../lab/outcomes.ts';
import { pageRun } from '../../page/ask/latest-runs.ts';
import { pageOf } from '../../page/page.ts';
import { pageModel, pageReport } from '../page-fixture.ts';
import { daybreak } from './command-in-process.ts';
import { outcome } from './outcome.ts';

describe('status --html', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'daybreak-page-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('may write a new file, and over a page of ours', async () => {
    const file = join(folder, 'lab.html');
    await refuseOthersFile(file, false);
    await writeFile(file, pageOf(pageModel()));
    await refuseOthersFile(file, false);
  });

  test('leaves any other file alone, before it asks AWS for anything, unless told to overwrite it', async () => {
    const file = join(folder, 'thesis.html');
    for (const content of ['<!doctype html><title>My thesis</title>', '']) {
      await writeFile(file, content);
      const { code, stderr } = await daybreak(['status', '--html', file]);
      expect(stderr).toContain(`${file} exists and is not a page that Daybreak wrote`);
      expect(code).toBe(2);
      expect(await readFile(file, 'utf8')).toBe(content);
    }
    await refuseOthersFile(file, true);
  });

  test('says that a folder is no file', async () => {
    await expect(refuseOthersFile(folder, false)).rejects.toThrow(UsageError);
  });

  test('is not for the history', async () => {
    const { code } = await daybreak(['status', '--html', join(folder, 'x.html'), '--history']);
    expect(code).toBe(2);
  });
});

describe('the first sentence of a page', () => {
  const run = {
    arn: 'arn:x:run-2',
    name: 'run-2',
    status: 'FAILED',
    startedAt: new Date('2026-11-26T10:00:00Z'),
    stoppedAt: undefined,
  };
  const past = {
    ...run,
    action: 'rebuild',
    kind: 'rebuild',
    trigger: 'console',
    outcomes: undefined,
    leftTo: undefined,
    failure: undefined,
  };
  const status = (more: Partial<LabStatus> = {}): LabStatus => ({
    stack: { StackName: 's', CreationTime: undefined, StackStatus: 'CREATE_COMPLETE' },
    running: undefined,
    deed: undefined,
    report: pageReport(),
    unreadable: undefined,
    observed: undefined,
    ...more,
  });

  test.each<[string, Partial<LabStatus>, string | undefined]>([
    ['is the report’s if that is of the latest run', {}, undefined],
    ['says that a run is under way', { running: past }, 'Lab x is being worked on.'],
    [
      'says that the latest run failed without a report',
      { deed: { ...past, failure: { error: 'E', cause: 'the seed is gone' } } },
      'The latest run of lab x failed, without a report.',
    ],
    [
      'says that a run was stopped',
      { deed: { ...past, status: 'ABORTED' } },
      'The latest run of lab x aborted, without a report.',
    ],
    [
      'says that the lab was destroyed',
      { deed: { ...past, status: 'SUCCEEDED', action: 'destroy' }, report: undefined },
      'Lab x was destroyed.',
    ],
    [
      'says that the bucket with the report is gone',
      { deed: { ...past, status: 'SUCCEEDED' }, report: undefined },
      'Lab x has lost the report of its latest run.',
    ],
    [
      'says that a report can’t be read',
      { unreadable: 'it is of Daybreak 9', report: undefined },
      "The last report of lab x can't be read.",
    ],
    ['is that of a lab without runs', { report: undefined }, undefined],
  ])('%s', (_, more, sentence) => {
    expect(headlineOf('x', status(more))?.sentence).toBe(sentence);
  });

  const observed = (outcomes: readonly Outcome[], finding?: Observed['finding']): Observed => ({
    at: new Date('2026-11-26T11:00:00Z'),
    execution: 'arn:x:plan-1',
    seconds: 1,
    outcomes,
    orphaned: [],
    notes: [],
    wouldChange: true,
    finding,
  });

  test('says what is not as the definition says, of many the first', () => {
    const tables = Array.from({ length: 7 }, (_, at) => outcome(`table/x_sor.t${at}`, 'created'));
    const headline = headlineOf('x', status({ observed: observed(tables) }));
    expect(headline).toMatchObject({
      tone: 'mixed',
      sentence: '7 resources of lab x differ from the definition.',
    });
    expect(headline?.more[0]).toMatch(/^table\/x_sor[.]t0 \(missing\), .*t4 \(missing\), and 2 more[.]/);
  });

  test('says that a rebuild would fail, and why', () => {
    const refused = observed([outcome('workgroup/x', 'refused')], { error: 'E', cause: 'x is taken' });
    const headline = headlineOf('x', status({ observed: refused }));
    expect(headline).toMatchObject({
      tone: 'bad',
      sentence: expect.stringMatching(/A rebuild would fail[.]$/),
    });
    expect(headline?.more).toContain('x is taken');
  });

  test("is the last report's if all is as the definition says", () => {
    const same = observed([outcome('workgroup/x', 'unchanged')]);
    expect(headlineOf('x', status({ observed: same }))).toBeUndefined();
  });

  test('gives the cause of a failed run, and says that the rest is older', () => {
    const failed = { ...past, failure: { error: 'E', cause: 'the seed is gone' } };
    expect(headlineOf('x', status({ deed: failed }))?.more).toEqual([
      'the seed is gone',
      'What follows is from the report of the run before.',
    ]);
  });
});

describe('a run on the page', () => {
  const run = {
    arn: 'arn:x:run-2',
    name: 'run-2',
    status: 'SUCCEEDED',
    startedAt: new Date('2026-11-26T10:00:00Z'),
    stoppedAt: new Date('2026-11-26T10:01:15Z'),
    action: 'rebuild',
    kind: 'rebuild',
    trigger: 'schedule',
    outcomes: { created: 2, unchanged: 3 },
    leftTo: undefined,
    failure: undefined,
  };

  test.each([
    [
      'that succeeded',
      {},
      { tone: 'good', ended: 'succeeded', seconds: 75, words: '2 created, 3 unchanged' },
    ],
    [
      'that left its work to another',
      { leftTo: 'arn:aws:states:r:1:execution:m:run-1', outcomes: undefined },
      { tone: 'idle', ended: 'skipped', words: 'left to run-1' },
    ],
    [
      'that failed',
      { status: 'FAILED', failure: { error: 'SeedUnavailable', cause: 'the seed is gone' } },
      { tone: 'bad', ended: 'failed', words: 'the seed is gone (SeedUnavailable)' },
    ],
    ['that timed out', { status: 'TIMED_OUT' }, { tone: 'bad', ended: 'timed out' }],
    [
      'that runs',
      { status: 'RUNNING', stoppedAt: undefined },
      { tone: 'idle', ended: 'running', seconds: undefined },
    ],
  ])('%s', (_, more, shown) => {
    expect(pageRun({ ...run, ...more })).toMatchObject(shown);
  });
});
