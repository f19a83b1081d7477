import type { Cell } from './query.ts';

/** Engines add up floating-point numbers in different orders. */
const relativeTolerance = 1e-9;

/** A cell as a definition writes it. Numbers are compared by value, text exactly: `"04557"` is not `4557`. */
type Expected = string | number | boolean | null;

/** A date, or a timestamp with or without a time zone, however many digits its seconds have. */
const moment =
  /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d)(?:\.(\d+))?(?: ?(Z|UTC|([+-]\d\d)(?::?(\d\d))?| [A-Za-z_/+-]+))?)?$/;

/**
 * What a date or timestamp says, in one form for all ways to write it; undefined if the text is neither. Athena writes
 * `2026-03-02 11:00:00.000` and `2026-03-02 11:00:00.000 UTC`, other engines do not. A date is its midnight, as in SQL's
 * own comparison. Offsets and UTC are one time zone; that of a region, such as `Europe/Zurich`, is equal to itself only.
 */
const momentOf = (text: string): string | undefined => {
  const [found, date, time = '00:00:00', fraction = '', zone, hours, minutes = '00'] =
    moment.exec(text) ?? [];
  if (found === undefined) return undefined;
  const at = Date.parse(`${date}T${time}Z`);
  // 30 February would be a day in March.
  if (Number.isNaN(at) || !new Date(at).toISOString().startsWith(`${date}T${time}`)) return undefined;
  const isRegion = zone?.startsWith(' ') === true;
  const offset = hours === undefined ? 0 : Number(hours) * 60 + Number(`${hours.charAt(0)}${minutes}`);
  const where = isRegion ? zone.trim() : zone === undefined ? '' : 'UTC';
  return `${at - offset * 60_000} ${fraction.replace(/0+$/, '')} ${where}`;
};

const sameText = (expected: string, actual: string): boolean => {
  if (expected === actual) return true;
  const then = momentOf(expected);
  return then !== undefined && then === momentOf(actual);
};

const sameCell = (expected: Expected, actual: Cell | undefined): boolean => {
  if (expected === null || actual === null || actual === undefined || actual === '')
    return expected === (actual ?? null);
  if (typeof expected !== 'number') return sameText(String(expected), actual);
  const difference = Math.abs(expected - Number(actual));
  return difference <= relativeTolerance * Math.abs(expected);
};

/** Whether a query answered what was expected: numbers, dates and timestamps by value, other text to the letter, rows in order. */
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
