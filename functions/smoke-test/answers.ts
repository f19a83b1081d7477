import type { Cell } from './query.ts';

/** Engines add up floating-point numbers in different orders. */
const relativeTolerance = 1e-9;

const isNumber = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text));

const sameCell = (a: Cell | undefined, b: Cell | undefined): boolean => {
  if (a === b) return true;
  if (a === null || a === undefined || b === null || b === undefined) return false;
  if (!isNumber(a) || !isNumber(b)) return false;
  const [x, y] = [Number(a), Number(b)];
  return Math.abs(x - y) <= relativeTolerance * Math.max(Math.abs(x), Math.abs(y));
};

/** Whether a query answered what was expected: text to the letter, numbers by value, rows in order. */
export const sameAnswer = (
  expected: readonly (readonly Cell[])[],
  actual: readonly (readonly Cell[])[],
): boolean =>
  expected.length === actual.length &&
  expected.every(
    (row, i) => row.length === actual[i]?.length && row.every((cell, j) => sameCell(cell, actual[i]?.[j])),
  );

/** A definition's expectation as Athena would write it. */
export const asCells = (rows: readonly (readonly (string | number | boolean | null)[])[]): Cell[][] =>
  rows.map(row => row.map(cell => (cell === null ? null : String(cell))));
