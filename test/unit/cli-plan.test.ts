import { planAnswer } from '../../cli/commands/plan.ts';
import type { RunResult } from '../../cli/follow/follow-run.ts';
import { requestOf } from '../../cli/follow/request.ts';
import { wouldChange } from '../../cli/follow/would-change.ts';
import { planPage } from '../../cli/render/plan-page.ts';
import { plainStyle } from '../../cli/render/style.ts';
import { kindNames, kinds } from '../../lab/kinds.ts';
import type { Outcome } from '../../lab/outcomes.ts';
import { outcome } from './outcome.ts';
import { testSession } from './test-session.ts';

const session = testSession();

const header = { property: 'header', from: 'false', to: 'true' };
const unchanged = outcome('workgroup/lab', 'unchanged');
const created = outcome('database/lab_sor', 'created');
const kept = outcome('table/lab_sor.a', 'kept', { kept: [header] });
const refused = outcome('bucket/lab-sor', 'refused', {
  adoptable: true,
  notes: ['not ours. To take it over, adopt bucket/lab-sor'],
});
const copying = outcome('dataset/sor.a', 'kept', {
  copied: { files: 3, bytes: 4500, copiedFiles: 2, copiedBytes: 3000 },
});

const inTheWay = outcome('dataset/sor.a', 'kept', {
  extra: { files: 3, named: ['s3://lab-sor/a/mine.csv'] },
});

const planned = (outcomes: readonly Outcome[], more: Partial<RunResult> = {}): RunResult => ({
  arn: 'arn:aws:states:us-east-1:123456789012:execution:lab-rebuild:plan-1',
  result: 'succeeded',
  status: 'succeeded',
  seconds: 1.2,
  outcomes,
  proofs: [],
  jobRuns: [],
  failure: undefined,
  definition: undefined,
  orphaned: [],
  notes: [],
  report: undefined,
  ...more,
});

const failed = (outcomes: readonly Outcome[], error: string): RunResult =>
  planned(outcomes, { result: 'failed', status: 'failed', failure: { error, cause: 'Plan: why' } });

const page = (outcomes: readonly Outcome[], all = false) =>
  planPage(planned(outcomes), 'lab', plainStyle, all);

describe('what a copy costs', () => {
  const million = outcome('dataset/sor.a', 'created', {
    copied: { files: 1e6, bytes: 2e12, copiedFiles: 1e6, copiedBytes: 2e12 },
  });
  const definition = { title: 'Cities', version: '1.0.0', synthetic: false, seed: 's3://somebodys-seed/' };
  const cost = (outcomes: readonly Outcome[], more = definition) =>
    planPage(planned(outcomes, { definition: more }), 'lab', plainStyle, false)
      .split('\n')
      .filter(line => line.includes('costs'));

  test('is told, and what its owner pays for a seed in another region', () => {
    expect(cost([million])).toEqual([
      expect.stringMatching(
        /^Copying costs about \$5\.0\d in requests\. .* between regions, about \$40\.00\.$/,
      ),
    ]);
  });

  test('is not told of the built-in sample, nor if there is nothing to copy', () => {
    expect(cost([million], { ...definition, seed: 'built-in sample' })).toEqual([]);
    expect(cost([created])).toEqual([]);
  });
});

describe('the most that the lab can cost a day', () => {
  const definition = { title: 'Cities', version: '1.0.0', synthetic: false, seed: 's3://somebodys-seed/' };

  test('stands below its source, rounded up to cents, and in the document', () => {
    const result = planned([created], { definition, mostDollarsPerDay: 0.4812 });
    const lines = planPage(result, 'lab', plainStyle, false).split('\n');
    expect(lines[lines.indexOf('Cities 1.0.0, from s3://somebodys-seed/') + 1]).toBe(
      'It can cost at most $0.49 a day.',
    );
    expect(planAnswer(session, result, {}).document).toMatchObject({ mostDollarsPerDay: 0.4812 });
  });

  test('is left out where a stack of an older Daybreak does not say it', () => {
    expect(planPage(planned([created], { definition }), 'lab', plainStyle, false)).not.toContain('can cost');
  });
});

describe('a plan, for people', () => {
  test('each resource is one line with its symbol, and what would change stands below it', () => {
    const updated = outcome('job/lab-j', 'updated', {
      changes: [{ property: 'workers', from: '2', to: '3' }],
    });
    const adopted = outcome('role/lab', 'adopted');
    expect(page([created, updated, adopted, kept, refused, copying]).split('\n')).toEqual(
      expect.arrayContaining([
        '  + database/lab_sor',
        '  ~ job/lab-j',
        '      Workers: 2 → 3',
        '  a role/lab',
        '  k table/lab_sor.a',
        '      header: on → off; kept',
        '  ! bucket/lab-sor',
        '  k dataset/sor.a  2 files (3.0 kB) to copy, 1 in place',
      ]),
    );
  });

  test('what is unchanged is counted, and listed when asked for', () => {
    expect(page([unchanged, created])).toContain('  = 1 resource unchanged');
    expect(page([unchanged, created])).not.toContain('workgroup/lab');
    expect(page([unchanged, created], true)).toContain('  = workgroup/lab');
  });

  test('what is extra in something unchanged is not lost in the count', () => {
    const extra = outcome('bucket/lab-sor', 'unchanged', { notes: ['2 objects are not the lab’s'] });
    expect(page([unchanged, extra])).toContain('  = bucket/lab-sor\n      2 objects');
  });

  test('the totals repeat the symbols, with the files to copy', () => {
    expect(page([unchanged, created, kept, refused, copying]).split('\n').at(-1)).toBe(
      '+ 1 to create, k 1 to keep as changed, 1 to keep, ! 1 refused, = 1 unchanged, 2 files (3.0 kB) to copy, 1 in place. A plan does not count rows: if somebody changed a table, its count may fail, and the rebuild with it.',
    );
    expect(page([unchanged])).toContain('A rebuild would change nothing.');
  });

  test('what the definition no longer has is named', () => {
    const text = planPage(planned([], { orphaned: ['table/lab_sor.old'] }), 'lab', plainStyle, false);
    expect(text).toContain('No longer in the definition, and kept\n  table/lab_sor.old');
  });
});

describe('whether anything would change', () => {
  test.each([
    ['nothing', [unchanged], false],
    ['something new', [unchanged, created], true],
    ['only what stays as somebody changed it', [kept], false],
    ['one part of what is otherwise kept', [{ ...kept, changes: [header] }], true],
    ['a file of a dataset that is otherwise kept', [copying], true],
    ['a resource to take over', [outcome('role/lab', 'adopted')], true],
  ])('%s', (_what, outcomes, expected) => expect(wouldChange(planned(outcomes))).toBe(expected));

  test('a refusal keeps nothing from being looked at; a failure does', () => {
    expect(wouldChange(failed([refused], 'ResourceRefused'))).toBe(false);
    expect(wouldChange(failed([], 'InvalidDefinition'))).toBeNull();
    expect(wouldChange(failed([inTheWay], 'FilesInTheWay'))).toBe(false);
  });
});

describe('the answer of a plan', () => {
  test('programs get one document with what they would otherwise have to add up', () => {
    expect(planAnswer(session, planned([unchanged, copying]), {}).document).toMatchObject({
      lab: 'lab',
      result: 'succeeded',
      wouldChange: true,
      filesToCopy: 2,
      bytesToCopy: 3000,
      copyDollars: expect.closeTo(0.00001, 5),
      outcomes: [unchanged, copying],
      orphaned: [],
      notes: [],
    });
  });

  test.each([
    ['without --exit-code', [created], {}, undefined],
    ['with it, when something would change', [created], { exitCode: true }, 3],
    ['with it, when nothing would', [unchanged, kept], { exitCode: true }, undefined],
  ])('its exit code %s', (_when, outcomes, options, expected) => {
    const answer = planAnswer(session, planned(outcomes), options);
    expect([answer.exitCode, answer.failure]).toEqual([expected, undefined]);
  });

  test('that a rebuild would be refused something is a failure, and says how to take it over', () => {
    const { failure, text } = planAnswer(session, failed([refused], 'ResourceRefused'), { exitCode: true });
    expect(failure).toBe('A rebuild of lab lab would fail. Plan: why (ResourceRefused)');
    expect(text).toContain('npx daybreak rebuild --local --lab lab --adopt bucket/lab-sor');
  });

  test('that rows are not counted by a plan is told where somebody has edited files', () => {
    const edited = outcome('dataset/sor.a', 'kept', { kept: [{ property: 'a/1.csv', from: 'x', to: 'y' }] });
    const end = (outcomes: readonly Outcome[]) => page(outcomes).split('\n').at(-1);
    expect(end([edited])).toBe(
      'k 1 to keep as changed. A rebuild would change nothing. A plan does not count rows: if somebody changed a table, its count may fail, and the rebuild with it.',
    );
    expect(end([created, edited])).toMatch(/1 to keep as changed\. A plan does not count rows/);
    expect(end([kept])).toContain('A plan does not count rows');
    const workers = outcome('job/lab-a', 'kept', { kept: [{ property: 'workers', from: '5', to: '2' }] });
    expect(end([workers])).toBe('k 1 to keep as changed. A rebuild would change nothing.');
  });

  test('that files are in the way is a failure, and says how to move them', () => {
    const { failure, text, exitCode } = planAnswer(session, failed([inTheWay], 'FilesInTheWay'), {
      exitCode: true,
    });
    expect([failure, exitCode]).toEqual([
      'A rebuild of lab lab would fail. Plan: why (FilesInTheWay)',
      undefined,
    ]);
    expect(text).toContain('      s3://lab-sor/a/mine.csv: kept, and read as a part of the table');
    expect(text).toContain('      2 more files that the definition does not name: kept');
    expect(text).toContain('npx daybreak rebuild --local --lab lab --set-aside');
    expect(text).not.toContain('--repair');
  });

  test("Lambda's own name for an error is left out", () => {
    const { failure } = planAnswer(session, failed([], 'Runtime.HandlerError'), {});
    expect(failure).toBe('The plan of lab lab failed. Plan: why');
  });

  test('what is kept can be put right', () => {
    expect(planAnswer(session, planned([kept]), {}).text).toContain(
      'npx daybreak rebuild --local --lab lab --repair',
    );
  });
});

describe('options as the input of a run', () => {
  test('what is not asked for is left out', () => {
    expect(requestOf('rebuild', { adopt: [] })).toEqual({ action: 'rebuild' });
  });

  test('everything that can be asked for', () => {
    expect(
      requestOf('rebuild', {
        datasets: 'orders, sor.customers',
        repair: true,
        adopt: ['bucket/lab-sor', 'named-query/lab.Sales per month'],
        allowOlder: true,
        runJob: true,
      }),
    ).toEqual({
      action: 'rebuild',
      datasets: ['orders', 'sor.customers'],
      repair: true,
      adopt: ['bucket/lab-sor', 'named-query/lab.Sales per month'],
      allowOlder: true,
      runJob: true,
    });
  });

  test('that no job is to run is said, too: the parameter may say otherwise', () => {
    expect(requestOf('rebuild', { runJob: false })).toEqual({ action: 'rebuild', runJob: false });
  });

  test.each(['orders', '/orders', 'bucket', 'bucket/', 'crawler/x', ''])(
    "'%s' does not name a resource",
    id => {
      expect(() => requestOf('plan', { adopt: [id] })).toThrow('does not name a resource');
    },
  );

  test.each(kindNames.filter(name => kinds[name].adoptable))('a %s can be adopted', name => {
    expect(requestOf('rebuild', { adopt: [`${name}/x`] })).toMatchObject({ adopt: [`${name}/x`] });
  });

  test.each(kindNames.filter(name => !kinds[name].adoptable))('a %s cannot be adopted, and why', name => {
    expect(() => requestOf('rebuild', { adopt: [`${name}/x`] })).toThrow(
      `'${name}/x' cannot be adopted: ${kinds[name].plural} that somebody else has changed are kept`,
    );
  });
});
