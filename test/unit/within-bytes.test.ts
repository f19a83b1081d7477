import { withinBytes } from '../../functions/frame/within-bytes.ts';
import { proofsWithinBytes } from '../../functions/smoke-test/few-rows.ts';
import type { Outcome, Proof } from '../../lab/outcomes.ts';
import { outcome } from './outcome.ts';

const table = (index: number, length: number): Outcome =>
  outcome(`table/daybreak_sor.tbl_${index}`, 'updated', {
    changes: [{ property: 'columns', from: 'a'.repeat(length), to: 'b' }],
    notes: ['worth knowing'],
  });

const tables = (count: number, length: number): Outcome[] =>
  Array.from({ length: count }, (_, index) => table(index, length));

const bytesOf = (outcomes: readonly Outcome[]): number => JSON.stringify(outcomes).length;

test('an outcome that fits stays as it is', () => {
  const outcomes = tables(10, 100);
  expect(withinBytes(outcomes, 10_000)).toEqual(outcomes);
});

test('long texts are cut, and say so, until everything fits', () => {
  const cut = withinBytes(tables(10, 5_000), 10_000);
  expect(bytesOf(cut)).toBeLessThanOrEqual(10_000);
  expect(cut).toHaveLength(10);
  expect(cut[0]?.changes).toEqual([
    { property: 'columns', from: `${'a'.repeat(400)}… (5000 characters)`, to: 'b' },
  ]);
});

test('what was repaired is still called that', () => {
  const repaired = { property: 'columns', from: 'a'.repeat(5_000), to: 'b', repaired: true };
  const [cut] = withinBytes([outcome('table/x', 'updated', { changes: [repaired] })], 1_000);
  expect(cut?.changes).toEqual([expect.objectContaining({ property: 'columns', repaired: true })]);
});

test('an outcome is never left out', () => {
  const displaced = [`s3://lab-assets/displaced/run/${'c'.repeat(1_000)}`];
  const cut = withinBytes(
    tables(500, 5_000).map(each => ({ ...each, displaced })),
    65_000,
  );
  expect(bytesOf(cut)).toBeLessThanOrEqual(65_000);
  expect(cut.map(each => [each.resource, each.outcome])).toEqual(
    tables(500, 0).map(each => [each.resource, each.outcome]),
  );
});

test('long answers keep only their first rows, and the proof says so; short ones stay', () => {
  const rows = (count: number): string[][] =>
    Array.from({ length: count }, (_, row) => [`${row}`, 'x'.repeat(50)]);
  const proof = (count: number): Proof => ({
    kind: 'answer',
    name: `${count} rows`,
    passed: true,
    expected: rows(count),
    actual: rows(count),
    provenAt: '',
  });
  const cut = proofsWithinBytes([proof(2), proof(900)], 20_000);
  expect(JSON.stringify(cut).length).toBeLessThanOrEqual(20_000);
  expect(cut[0]).toEqual(proof(2));
  expect(cut[1]).toMatchObject({ passed: true, note: 'of 900 rows the first 100' });
  expect(proofsWithinBytes([proof(900)], 200_000)).toEqual([proof(900)]);
});

test('answers with long cells and long rows are cut to what their names leave room for', () => {
  const proof: Proof = {
    kind: 'answer',
    name: 'a test',
    passed: false,
    expected: [Array.from({ length: 1_000 }, () => 'x'.repeat(10_000))],
    actual: [],
    provenAt: '',
  };
  const [cut] = proofsWithinBytes([proof], 500);
  expect(cut).toMatchObject({
    passed: false,
    expected: [Array.from({ length: 3 }, () => `${'x'.repeat(24)}…`)],
  });
});

test("long reasons why Athena did not answer are cut, so that many tables' failures fit", () => {
  const proof: Proof = {
    kind: 'rows',
    name: 'rows of sor.tbl',
    passed: false,
    expected: [['2']],
    actual: [],
    error: 'x'.repeat(1_000),
    provenAt: '',
  };
  const cut = proofsWithinBytes(
    Array.from({ length: 100 }, () => proof),
    40_000,
  );
  expect(JSON.stringify(cut).length).toBeLessThanOrEqual(40_000);
  expect(cut).toHaveLength(100);
  expect(cut[0]).toMatchObject({ passed: false, error: `${'x'.repeat(200)}…` });
});
