import { type ValueKind, valueKind } from './value-kind.ts';

/** Whether the first row has the columns' names, and whether that is a guess. */
export interface HeaderGuess {
  readonly header: boolean;
  /** Why, if another reading would be possible, too. */
  readonly guess?: string;
}

/** The kind of a column's values, if they agree. */
const kindOfColumn = (rows: readonly (readonly string[])[], index: number): ValueKind => {
  const kinds = new Set(rows.map(row => valueKind(row[index] ?? '')).filter(kind => kind !== 'empty'));
  const [kind, another] = kinds;
  if (kind === undefined) return 'empty';
  return another === undefined ? kind : 'text';
};

/** Columns that are called after years: 1990, 1991 … */
const areYears = (values: readonly string[]): boolean => {
  const years = values.map(value => (/^(?:1[5-9]|20|21)\d\d$/.test(value) ? Number(value) : Number.NaN));
  const [first = 0, second = 0] = years;
  const step = second - first;
  return values.length > 1 && step !== 0 && years.every((year, index) => year === first + index * step);
};

const isName = (value: string): boolean =>
  value.length > 0 && value.length <= 100 && /\p{L}/u.test(value) && !value.includes('\n');

const seemsToBeNames = (first: readonly string[], rows: readonly (readonly string[])[]): boolean => {
  const named = first.filter(value => value !== '');
  const recurs = first.some((value, index) => value !== '' && rows.some(row => row[index] === value));
  return named.every(isName) && new Set(named).size === named.length && !recurs;
};

/** Whether the first of some rows is a header, judged by what is below it. */
export const guessHeader = (first: readonly string[], rows: readonly (readonly string[])[]): HeaderGuess => {
  const kinds = first.map(valueKind);
  const below = first.map((_, index) => kindOfColumn(rows, index));
  const typed = (kind: ValueKind | undefined) => kind === 'number' || kind === 'date' || kind === 'boolean';
  const numbers = first.filter((_, index) => kinds[index] === 'number');
  if (numbers.length > 0 && numbers.length < first.length && areYears(numbers)) return { header: true };
  if (kinds.some((kind, index) => typed(kind) && (below[index] === kind || below[index] === 'empty')))
    return { header: false };
  if (kinds.some((kind, index) => kind === 'text' && typed(below[index]))) return { header: true };
  const header = seemsToBeNames(first, rows);
  const shown = first.slice(0, 3).join(', ');
  return {
    header,
    guess: header
      ? `the first line (${shown}) is taken as a header, although all values are text: if it is a row, set "header": false`
      : `the first line (${shown}) is taken as a row: if it has the columns' names, set "header": true`,
  };
};
