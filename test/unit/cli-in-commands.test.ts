import { planAnswer } from '../../cli/commands/plan.ts';
import { rebuildAnswer } from '../../cli/commands/rebuild.ts';
import { isBadInput } from '../../cli/commands/run-document.ts';
import type { RunResult } from '../../cli/follow/follow-run.ts';
import { inCommands } from '../../cli/render/in-commands.ts';
import { otherwise } from '../../cli/render/next.ts';
import { failuresOf } from '../../functions/report/failures.ts';
import { InvalidInput } from '../../lab/errors.ts';
import { kinds } from '../../lab/kinds.ts';
import { parseRunInput } from '../../lab/run.ts';
import { type Mood, reconcile } from '../../reconcile/engine.ts';
import { outcome } from './outcome.ts';
import { testSession } from './test-session.ts';

const sales = { labName: 'sales', isLocal: true };
const session = testSession('sales');

/** As the engine words it. */
const refused = async (query: string) => {
  const mood: Mood = { planning: true, repair: false, adopt: [] };
  const seen = { is: 'unmarked', state: {}, extra: undefined } as const;
  return reconcile(
    {
      ...kinds['named-query'].named('sales', query),
      properties: {},
      observe: async () => seen,
      desired: () => ({}),
      create: async () => undefined,
      update: async () => undefined,
    },
    mood,
  );
};

describe('what steps say in the keys of their input, the command says in its options', () => {
  test.each([
    ['monthly', 'named-query/sales.monthly'],
    ["Today's sales", `'named-query/sales.Today'\\''s sales'`],
  ])('of what is refused: %s', async (query, quoted) => {
    const found = await refused(query);
    const command = `Adopt it with \`npx daybreak rebuild --local --lab sales --adopt ${quoted}\``;
    const [note = ''] = found.notes;
    expect(inCommands(sales, note)).toContain(command);
    const [failure] = failuresOf([{ step: 'EnsureWorkgroup', outcomes: [found] }], [found], []);
    expect(inCommands(sales, `A rebuild would fail. ${failure?.cause} (ResourceRefused)`)).toContain(
      `${command} (ResourceRefused)`,
    );
  });

  test('of files in the way', () => {
    const found = outcome('dataset/sor.a', 'kept', { extra: { files: 1, named: ['s3://b/a/mine.csv'] } });
    const [failure] = failuresOf([], [found], []);
    expect(inCommands(sales, failure?.cause ?? '')).toMatch(
      /displaced\/ in the assets bucket: `npx daybreak rebuild --local --lab sales --set-aside`$/,
    );
  });

  test('of a bad input', () => {
    const said = (input: object): string => {
      try {
        parseRunInput(input, 'sales');
      } catch (error) {
        if (error instanceof InvalidInput) return inCommands(sales, error.message);
      }
      return '';
    };
    expect(said({ action: 'plan', runJob: true })).toMatch(/^--run-job: only/);
    expect(said({ repair: true, trigger: 'api' })).toMatch(/^--repair: a run started by 'api'/);
    expect(said({ action: 'destroy', confirm: 'x' })).toMatch(/^--confirm: to destroy/);
  });

  test('of an older definition', () => {
    expect(inCommands(sales, 'publish a newer one, or start with "allowOlder": true to go back')).toBe(
      'publish a newer one, or start with --allow-older to go back',
    );
  });

  test('anything else stays as it is', () => {
    for (const text of ['the input, at Comment: x', '"isHot": true', 'adopt table/x', 'npx daybreak rebuild'])
      expect(inCommands(sales, text)).toBe(text);
  });
});

test('a first cause names the step that found it', async () => {
  const bucket = outcome('bucket/x', 'refused', { notes: ['not ours'] });
  const query = await refused('monthly');
  const steps = [
    { step: 'EnsureStorage', outcomes: [bucket] },
    { step: 'EnsureWorkgroup', outcomes: [query] },
  ];
  expect(failuresOf(steps, [query, bucket], []).map(({ step }) => step)).toEqual([
    'EnsureWorkgroup',
    'EnsureStorage',
  ]);
});

describe('a run that refuses its input', () => {
  const cause = "Plan: the input, at datasets: the definition has no dataset 'x'; it has a, b";
  const result: RunResult = {
    arn: 'arn:aws:states:r:1:execution:sales-rebuild:x',
    result: 'failed',
    status: 'failed',
    seconds: 1,
    outcomes: [],
    proofs: [],
    jobRuns: [],
    failure: { error: InvalidInput.errorName, cause },
    definition: undefined,
    orphaned: [],
    notes: [],
    report: undefined,
  };

  test('is known by its words where errors have no names of their own', () => {
    const error = 'Runtime.HandlerError';
    expect(isBadInput({ failure: { error, cause } })).toBe(true);
    expect(isBadInput({ failure: { error, cause: 'CopyData: the input, at datasets' } })).toBe(false);
    expect(isBadInput({ failure: { error: 'SeedTooLarge', cause } })).toBe(false);
    expect(isBadInput({ failure: undefined })).toBe(false);
  });

  test.each([
    ['plan', planAnswer(session, result, { datasets: 'x' })],
    ['rebuild', rebuildAnswer(session, result, { datasets: 'x' })],
  ])('is bad input to %s, and says nothing about the lab', (_command, answer) => {
    expect(answer).toMatchObject({ exitCode: 2, text: '', document: { error: 'InvalidInput', cause } });
    expect(inCommands(sales, answer.failure ?? '')).toBe(
      "Nothing was done. --datasets: the definition has no dataset 'x'; it has a, b",
    );
  });
});

test('a suggested command has the options that lead to the same lab and the same datasets', () => {
  const found = [
    outcome('table/sales_sor.a', 'kept', { kept: [{ property: 'p', from: '1', to: '2' }] }),
    outcome('dataset/sor.a', 'kept', { extra: { files: 1, named: [] } }),
    outcome('bucket/x', 'refused', { adoptable: true }),
  ];
  const commands = otherwise(session, found, { datasets: 'a, b' }).map(hint => hint.split('\n')[1]);
  expect(commands).toEqual([
    "  npx daybreak rebuild --local --lab sales --datasets 'a, b' --repair",
    "  npx daybreak rebuild --local --lab sales --datasets 'a, b' --set-aside",
    "  npx daybreak rebuild --local --lab sales --datasets 'a, b' --adopt bucket/x",
  ]);
});
