import { PassThrough } from 'node:stream';
import { checkConfirmation, nameTyped } from '../../cli/commands/destroy.ts';
import { planAnswer } from '../../cli/commands/plan.ts';
import { rebuildAnswer } from '../../cli/commands/rebuild.ts';
import type { RunResult } from '../../cli/follow/follow-run.ts';
import { destroyPage, wouldTake } from '../../cli/render/destroy-page.ts';
import { historyPage } from '../../cli/render/history-page.ts';
import { plainProgress } from '../../cli/render/plain.ts';
import { planPage } from '../../cli/render/plan-page.ts';
import type { Progress } from '../../cli/render/progress.ts';
import { type LabStatus, statusPage } from '../../cli/render/status-page.ts';
import { forTerminal, styleFor } from '../../cli/render/style.ts';
import { summary } from '../../cli/render/summary.ts';
import { table } from '../../cli/render/table.ts';
import { terminalProgress } from '../../cli/render/terminal.ts';
import { outcomeNames } from '../../lab/outcome-names.ts';
import type { Outcome, Proof } from '../../lab/outcomes.ts';
import type { Report } from '../../lab/report.ts';
import { outcome } from './outcome.ts';
import { testSession } from './test-session.ts';

const style = styleFor(Object.assign(new PassThrough(), { isTTY: true }));

/** A name that would clear the screen, switch to magenta, set the window title and reverse the text. */
const hostile = (name: string): string => `${name}\u001b[2J\u001b[35m\u009d0;x\u0007\u202e`;
const shown = (name: string): string => `${name}\\x1b[2J\\x1b[35m\\x9d0;x\\x07\\u202e`;
/** The same, with a line that looks like one of ours. */
const forging = (name: string): string => `${hostile(name)}\n  ✔ forged`;

/** What reaches the terminal, after checking that only newlines and our colours act there. */
const onTerminal = (text: string): string => {
  const written = forTerminal(text);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
  const rest = written.replaceAll(/\u001b\[(?:1|2|22|31|32|33|39)m/g, '');
  expect(rest).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
  return rest;
};

const expectShown = (text: string, ...names: readonly string[]): void => {
  const written = onTerminal(text);
  for (const name of names) expect(written).toContain(shown(name));
  expect(written).not.toMatch(/^ *✔ forged/m);
};

const session = testSession();

const outcomes = outcomeNames.map(
  (name): Outcome =>
    outcome(`table/${forging(name)}`, name, {
      changes: [{ property: forging('property'), from: forging('from'), to: forging('to') }],
      kept: [{ property: forging('key'), from: forging('was'), to: forging('is') }],
      notes: [forging('note')],
      adoptable: name === 'refused',
    }),
);
const resources = [
  ...outcomeNames.filter(name => name !== 'unchanged'),
  'property',
  'from',
  'to',
  'was',
  'is',
];

const proof = (name: string, rows: number, more: Partial<Proof> = {}): Proof => ({
  kind: 'answer',
  name: forging(name),
  passed: false,
  expected: Array.from({ length: rows }, () => [forging('expected'), null]),
  actual: Array.from({ length: rows }, () => [forging('answer'), null]),
  provenAt: '',
  note: forging('proof note'),
  ...more,
});
const counted = (rows: number): Proof =>
  proof('rows of sor.a', rows, { kind: 'rows', table: forging('sor.a') });

const definition = {
  title: forging('title'),
  version: forging('version'),
  seed: forging('seed'),
  synthetic: true,
};
const failures = [1, 2].map(index => ({
  step: `Step${index}`,
  error: hostile(`error ${index}`),
  cause: hostile(`cause ${index}`),
}));

const report: Report = {
  lab: 'lab',
  account: '123456789012',
  region: 'us-east-1',
  execution: { arn: 'a', name: 'x', startedAt: 's' },
  finishedAt: '2026-11-21T12:01:02.400Z',
  seconds: 14,
  daybreak: '0.1.0',
  input: {},
  action: 'rebuild',
  result: 'failed',
  definition,
  outcomes,
  proofs: [counted(1), proof('cities', 1)],
  jobRuns: [{ job: forging('job'), notes: [forging('job note')] }],
  orphaned: [`table/${forging('orphan')}`, `trigger/${forging('schedule')}`],
  notes: [],
  steps: [],
  failures,
};

const result: RunResult = {
  ...report,
  arn: 'arn',
  result: 'failed',
  status: 'failed',
  failure: failures[0],
  definition,
  report,
};

describe('control characters in names are shown escaped', () => {
  test('in the summary of a rebuild', () => {
    for (const rows of [1, 3]) {
      const proofs = [counted(rows), proof('cities', rows)];
      expectShown(
        summary({ ...result, proofs }, 'lab', style),
        ...['title', 'version', 'seed', 'updated', 'property', 'from', 'to', 'note', 'orphan', 'schedule'],
        ...['job', 'job note', 'sor.a', 'cities', 'answer', 'expected', 'proof note'],
      );
    }
  });

  test('in a plan', () => {
    expectShown(planPage(result, 'lab', style, true), ...resources, 'title', 'orphan');
  });

  test('in the status', () => {
    const ended = { arn: 'a', name: hostile('run'), status: 'FAILED', startedAt: new Date(0) } as const;
    const stack = { StackName: hostile('stack'), StackStatus: undefined, CreationTime: undefined };
    const past = {
      ...ended,
      stoppedAt: new Date(0),
      action: 'rebuild',
      kind: hostile('kind'),
      trigger: 'console',
      outcomes: undefined,
      leftTo: undefined,
      failure: { error: 'Error', cause: hostile('deed cause') },
    };
    const page = (more: Partial<LabStatus>) =>
      statusPage(
        session,
        {
          stack,
          running: undefined,
          deed: undefined,
          observed: undefined,
          report,
          unreadable: undefined,
          ...more,
        },
        style,
      );
    expectShown(page({}), 'title', 'version', 'seed', 'job', 'job note', 'Step1: cause 1', 'stack');
    expectShown(page({ running: past }), 'kind', 'run');
    expectShown(page({ deed: { ...past, arn: 'other' } }), 'kind', 'run', 'deed cause');
    const { outcomes, orphaned, notes } = result;
    const observed = { execution: 'a', at: new Date(0), seconds: 1, wouldChange: true, finding: undefined };
    expectShown(
      page({ observed: { ...observed, outcomes, orphaned, notes } }),
      ...resources,
      'note',
      'orphan',
    );
  });

  test('in the list of runs', () => {
    const run = {
      arn: 'a',
      name: hostile('run'),
      status: 'FAILED',
      startedAt: new Date(0),
      stoppedAt: undefined,
      action: 'rebuild',
      kind: hostile('action'),
      trigger: hostile('trigger'),
      outcomes: { created: 1 },
      leftTo: undefined,
      failure: { error: hostile('error'), cause: forging('cause') },
    } as const;
    for (const columns of [20, 1_000])
      expectShown(
        historyPage('lab', [run, { ...run, leftTo: `x:${hostile('other')}` }], style, columns),
        ...['run', 'action', 'trigger', 'error', 'cause', 'other'],
      );
  });

  test('before and after a destroy', async () => {
    expectShown(wouldTake(session, result).join('\n'), 'created', 'kept', 'refused', 'note');
    expectShown(
      destroyPage(session, result, { schedule: hostile('rate') }, style),
      'kept',
      'refused',
      'note',
    );
    const succeeded: RunResult = { ...result, result: 'succeeded' };
    expectShown(destroyPage(session, succeeded, { schedule: hostile('rate') }, style), 'rate');
    expect(() => checkConfirmation('lab', hostile('typed'), true)).toThrow(hostile('typed'));
    await expect(nameTyped('lab', async () => hostile('typed'))).rejects.toThrow(hostile('typed'));
  });

  test("in a query's result: cells and column names", () => {
    const columns = [{ name: forging('column'), type: hostile('varchar') }];
    expectShown(table(columns, [[forging('cell')]]), 'column', 'cell');
  });

  test('in the message of a failure, of each command', () => {
    const answers = [rebuildAnswer(session, result), planAnswer(session, result, {})];
    for (const { text, failure = '' } of answers) {
      expectShown(text, 'title', 'refused');
      expectShown(failure, 'cause 1', 'error 1', 'cause 2', 'error 2');
    }
  });
});

/** Every call that shows progress, with hostile text. */
const tellAll = async (progress: Progress): Promise<void> => {
  await progress.started('Seed');
  await progress.doing('Seed', forging('doing'));
  await progress.ended('Seed', { text: forging('ended'), seconds: 1, failed: true });
  await progress.started('Stack');
  await progress.ended('Stack', { text: forging('made'), seconds: 1, failed: false });
  await progress.note(forging('note'));
  await progress.close();
};

describe('progress shows them escaped, too', () => {
  test('as lines', async () => {
    const lines: string[] = [];
    await tellAll(plainProgress(line => void lines.push(line)));
    expectShown(lines.join('\n'), 'doing', 'ended', 'made', 'note');
  });

  test('as a list', async () => {
    const streams = [process.stdout, process.stderr].map(stream => ({ stream, write: stream.write }));
    let written = '';
    for (const { stream } of streams)
      stream.write = (text: string | Uint8Array) => {
        written += text;
        return true;
      };
    try {
      await tellAll(terminalProgress(['Seed', 'Stack']));
    } finally {
      for (const { stream, write } of streams) stream.write = write;
    }
    for (const name of ['ended', 'made', 'note']) expect(written).toContain(shown(name));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
    expect(written).not.toMatch(/[\u009d\u0007\u202e]|\u001b\[(?:2J|35m)/);
  });
});
