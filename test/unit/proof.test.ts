import { failuresOf } from '../../functions/report/failures.ts';
import { asCells, sameAnswer } from '../../functions/smoke-test/answers.ts';
import type { Outcome, Proof } from '../../lab/outcomes.ts';
import { outcome } from './outcome.ts';

describe('an answer', () => {
  test.each([
    ['the same text', [['São Paulo']], [['São Paulo']]],
    ['a number, however the engine prints it', [[1234.5]], [['1234.500000000']]],
    ['a sum in another order', [[0.3]], [['0.30000000000000004']]],
    ['a NULL', [[null]], [[null]]],
    ['a truth value', [[true]], [['true']]],
    ['no rows', [], []],
    ['a timestamp without fractions', [['2026-03-02 11:00:00']], [['2026-03-02 11:00:00.000']]],
    ['a timestamp with more digits', [['2026-03-02 11:00:00.12']], [['2026-03-02 11:00:00.120000']]],
    ['a timestamp as ISO 8601 writes it', [['2026-03-02T11:00:00Z']], [['2026-03-02 11:00:00.000 UTC']]],
    ['the same moment with an offset', [['2026-03-02 12:30:00+01:30']], [['2026-03-02 11:00:00.000 UTC']]],
    ['an offset in hours', [['2026-03-02 08:00:00-03']], [['2026-03-02 11:00:00.000 UTC']]],
    ['a region', [['2026-03-02 11:00:00 Europe/Zurich']], [['2026-03-02 11:00:00.000 Europe/Zurich']]],
    ["a date and its midnight, as in SQL's own comparison", [['2026-03-02']], [['2026-03-02 00:00:00.000']]],
  ])('is right: %s', (_, expected, actual) => {
    expect(sameAnswer(expected, actual)).toBe(true);
  });

  test.each([
    ['a leading zero that was lost', [['04557']], [['4557']]],
    ['zero instead of NULL', [[0]], [[null]]],
    ['an empty text instead of NULL', [[null]], [['']]],
    ['NULL instead of an empty text', [['']], [[null]]],
    ['an empty text instead of zero', [[0]], [['']]],
    ['a wrong number', [[1000000]], [['1000001']]],
    ['a row too many', [[1]], [['1'], ['2']]],
    ['a column too many', [[1]], [['1', '2']]],
    ['text instead of a number', [[1]], [['one']]],
    ['a time zone that is missing', [['2026-03-02 11:00:00']], [['2026-03-02 11:00:00.000 UTC']]],
    ['another moment', [['2026-03-02 11:00:00']], [['2026-03-02 11:00:00.001']]],
    ['another offset', [['2026-03-02 11:00:00+01:00']], [['2026-03-02 11:00:00.000 UTC']]],
    ['another region', [['2026-03-02 11:00:00 Europe/Zurich']], [['2026-03-02 11:00:00.000 Europe/Paris']]],
    ['a day that does not exist', [['2026-02-30']], [['2026-03-02']]],
    ['text that only begins like a date', [['2026-03-02 x']], [['2026-03-02 00:00:00 x']]],
    ['a number as text', [['1.50']], [['1.5']]],
    ['rows in another order', [['a'], ['b']], [['b'], ['a']]],
  ])('is wrong: %s', (_, expected, actual) => {
    expect(sameAnswer(expected, actual)).toBe(false);
  });
});

describe('the first cause', () => {
  const theirs = (resource: string, name: Outcome['outcome']): Outcome =>
    outcome(resource, name, { notes: [`${resource} is theirs`] });
  const proof: Proof = {
    kind: 'rows',
    table: 'sor.tbl',
    name: 'rows of sor.tbl',
    passed: false,
    expected: asCells([[5]]),
    actual: asCells([[null]]),
    provenAt: '',
  };

  test('is an error of a step first, then a refusal, then a failed proof', () => {
    const steps = [
      { step: 'EnsureCatalog', outcomes: [], failure: { Error: 'States.Timeout' } },
      {
        step: 'SmokeTest',
        outcomes: [],
        failure: { Error: 'TooManyRequestsException', Cause: 'Rate exceeded' },
      },
    ];
    const refused = theirs('bucket/x', 'refused');
    const all = [...steps, { step: 'EnsureStorage', outcomes: [refused] }];
    expect(failuresOf(all, [refused], [proof])).toEqual([
      { step: 'EnsureCatalog', error: 'States.Timeout', cause: 'no cause given' },
      { step: 'EnsureStorage', error: 'ResourceRefused', cause: 'bucket/x is theirs' },
      { step: 'SmokeTest', error: 'TooManyRequestsException', cause: 'Rate exceeded' },
      { step: 'SmokeTest', error: 'ProofFailed', cause: 'rows of sor.tbl: expected 5, Athena answered NULL' },
    ]);
  });

  test('names files in the way before the proofs that fail because of them, and what to do', () => {
    const named = ['s3://b/tbl/a.csv', 's3://b/tbl/b.csv'];
    const kept = outcome('dataset/sor.tbl', 'kept', { extra: { files: 5, named } });
    const [first, second] = failuresOf([], [kept], [proof]);
    expect(first).toEqual({
      step: 'CopyData',
      error: 'FilesInTheWay',
      cause:
        'the definition does not name 5 files in the folder of sor.tbl, and queries count what is in them, too: ' +
        's3://b/tbl/a.csv, s3://b/tbl/b.csv, 3 more. Move them elsewhere, or below displaced/ ' +
        'in the assets bucket: a rebuild with --set-aside, or the input {"setAside": true}',
    });
    expect(second?.error).toBe('ProofFailed');
    expect(failuresOf([], [{ ...kept, extra: { files: 0, named: [] } }], [])).toEqual([]);
  });

  test("that a KMS key causes says what the stack and the key's policy must have", () => {
    const advice = /\. A KMS key encrypts this: the stack's KmsKeyArn must name it, .*docs\/security\.md$/;
    const denied = 'not authorized to perform: kms:GenerateDataKey on resource: arn:aws:kms:…:key/1';
    const step = (name: string, errorMessage: string) => ({
      step: 'CopyData',
      outcomes: [],
      failure: { Error: name, Cause: JSON.stringify({ errorType: name, errorMessage }) },
    });
    const causes = failuresOf(
      [step('AccessDenied', denied), step('KMS.DisabledException', 'arn:… is disabled.')],
      [],
      [{ ...proof, actual: [], error: `Athena failed the query: ${denied}` }],
    ).map(({ cause }) => cause);
    expect(causes).toEqual([
      expect.stringMatching(advice),
      expect.stringMatching(/^KMS\.DisabledException: arn:… is disabled\./),
      expect.stringMatching(advice),
    ]);
    expect(causes[1]).toMatch(advice);
  });

  test("is Athena's own reason for a table that it could not count", () => {
    const error = 'Athena failed the query: HIVE_BAD_DATA: x (query q)';
    expect(failuresOf([], [], [{ ...proof, actual: [], error }])).toEqual([
      { step: 'SmokeTest', error: 'ProofFailed', cause: `rows of sor.tbl: ${error}` },
    ]);
  });

  test("has the step's own message, without Lambda's wrapping", () => {
    const Cause = JSON.stringify({
      errorType: 'SeedUnavailable',
      errorMessage: 'there is no seed',
      trace: [],
    });
    expect(
      failuresOf([{ step: 'Plan', outcomes: [], failure: { Error: 'SeedUnavailable', Cause } }], [], []),
    ).toEqual([{ step: 'Plan', error: 'SeedUnavailable', cause: 'there is no seed' }]);
  });

  const user = 'User: arn:aws:sts::123456789012:assumed-role/x/x is not authorized to perform: ';
  test.each([
    [
      'an organisation',
      'AccessDenied',
      `${user}iam:CreateRole on resource: arn:aws:iam::123456789012:role/lab with an explicit deny in a service control policy`,
      'iam:CreateRole on arn:aws:iam::123456789012:role/lab',
    ],
    [
      'S3, in quotes',
      'AccessDenied',
      `${user}s3:CreateBucket on resource: "arn:aws:s3:::lab" because no permissions boundary allows the s3:CreateBucket action`,
      's3:CreateBucket on arn:aws:s3:::lab',
    ],
    [
      'Athena, without a resource',
      'AccessDeniedException',
      `${user}athena:GetWorkGroup`,
      'athena:GetWorkGroup',
    ],
    ['S3, without a reason', 'AccessDenied', 'Access Denied (CreateBucket)', 'this call'],
  ])('says whom to ask for what after a denial by %s', (_who, errorType, errorMessage, what) => {
    const Cause = JSON.stringify({ errorType, errorMessage, trace: [] });
    const steps = [{ step: 'EnsureStorage', outcomes: [], failure: { Error: errorType, Cause } }];
    expect(failuresOf(steps, [], [])[0]?.cause).toBe(
      `${errorMessage}. Ask whoever administers the account to allow ${what}, and start the rebuild again`,
    );
  });

  test('is empty if everything is built and proven', () => {
    expect(failuresOf([], [theirs('bucket/x', 'kept')], [{ ...proof, passed: true }])).toEqual([]);
  });
});
