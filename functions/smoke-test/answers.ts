import type { Cell } from './query.ts';

/** Engines add up floating-point numbers in different orders. */
const relativeTolerance = 1e-9;

/** A cell as a definition writes it. Numbers are compared by value, text exactly: `"04557"` is not `4557`. */
type Expected = string | number | boolean | null;

const sameCell = (expected: Expected, actual: Cell | undefined): boolean => {
  if (expected === null || actual === null || actual === undefined || actual === '')
    return expected === (actual ?? null);
  if (typeof expected !== 'number') return String(expected) === actual;
  const difference = Math.abs(expected - Number(actual));
  return difference <= relativeTolerance * Math.abs(expected);
};

/** Whether a query answered what was expected: text to the letter, numbers by value, rows in order. */
export const sameAnswer = (
  expected: readonly (readonly Expected[])[],
  actual: readonly (readonly Cell[])[],
): boolean =>
  expected.length === actual.length &&
  expected.every(
    (row, i) => row.length === actual[i]?.length && row.every((cell, j) => sameCell(cell, actual[i]?.[j])),
  );

/** A definition's expectation as Athena would write it. */
export const asCells = (rows: readonly (readonly Expected[])[]): Cell[][] =>
  rows.map(row => row.map(cell => (cell === null ? null : String(cell))));
