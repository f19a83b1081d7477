import { guessHeader, type HeaderGuess } from './guess-header.ts';
import { recordsOf, type TextRecord } from './records.ts';
import { valueKind } from './value-kind.ts';

/** How a file of separated values seems to be written. */
export interface DialectGuess extends HeaderGuess {
  readonly delimiter: string;
  /** Lines above the header, or above the first row. */
  readonly skipLines: number;
  /** Of the header, or of the first row. */
  readonly fields: readonly string[];
}

/** In the order of preference. */
const delimiters = [',', '\t', ';', '|', '\u0001', '^', '~'] as const;

/** So many rows tell how a file is written. */
const mostRecords = 500;
/** Nobody writes more lines than this above a table. */
const mostLinesAbove = 50;
/** Fewer rows than this share have the usual number of fields: another character separates them. */
const leastShare = 0.5;

const isBlank = ({ fields }: TextRecord): boolean => fields.length === 1 && fields[0] === '';

interface Split {
  readonly delimiter: string;
  readonly records: readonly TextRecord[];
  /** Number of fields that most rows have. */
  readonly fields: number;
  /** How many of the rows have it. */
  readonly share: number;
}

const mostCommon = (values: readonly number[]): number => {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [[most] = [1]] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0]);
  return most;
};

/** A field that begins inside of quotes: it was split where it should not be. */
const isCut = (field: string): boolean => field.startsWith('"');

const splitAt = (text: string, delimiter: string, isWhole: boolean): Split => {
  const records = recordsOf(text, delimiter, isWhole).slice(0, mostRecords);
  const rows = records.filter(record => !isBlank(record));
  const fields = mostCommon(rows.map(record => record.fields.length));
  const even = rows.filter(record => record.fields.length === fields && !record.fields.some(isCut)).length;
  return { delimiter, records, fields, share: even / Math.max(1, rows.length) };
};

/** Words are separated by spaces, too: rows of numbers have no word too many. */
const isSpaced = ({ records, fields, share }: Split): boolean =>
  fields > 1 &&
  share === 1 &&
  records.slice(1).some(record => record.fields.some(field => valueKind(field) === 'number')) &&
  records.every(record => record.fields.every(field => field !== ''));

/** By which most rows have the same number of fields; one column if there is none. */
const bestSplit = (text: string, isWhole: boolean): Split => {
  const splits = delimiters.map(delimiter => splitAt(text, delimiter, isWhole));
  const several = splits.filter(({ fields, share }) => fields > 1 && share >= leastShare);
  const [best] = several.sort((a, b) => b.share - a.share || b.fields - a.fields);
  if (best !== undefined) return best;
  const spaced = splitAt(text, ' ', isWhole);
  return isSpaced(spaced) ? spaced : splitAt(text, ',', isWhole);
};

/** A line with a title, in a file whose writer fills all lines up with delimiters. */
const isTitle = ({ fields }: TextRecord): boolean =>
  fields.length > 1 && fields[0] !== '' && fields.slice(1).every(field => field === '');

/**
 * Index of the record that is the header, or the first row: after lines with fewer fields, titles, and a blank line
 * below which a header stands.
 */
const firstRecord = ({ records, fields }: Split): number => {
  const near = records.slice(0, mostLinesAbove);
  const isRow = (record: TextRecord): boolean => record.fields.length === fields && !isBlank(record);
  let first = Math.max(0, near.findIndex(isRow));
  const below = (index: number) => records.slice(index + 1).filter(isRow);
  for (const [index, record] of near.entries()) {
    const before = near[index - 1];
    if (index <= first || !isRow(record) || before === undefined) continue;
    const follows = isBlank(before) || isTitle(before);
    const rows = below(index).map(each => each.fields);
    if (follows && rows.length > 0 && guessHeader(record.fields, rows).header) first = index;
  }
  return first;
};

/** Reads off the beginning of a file how it is written; undefined if there is nothing in it. */
export const guessDialect = (text: string, isWhole: boolean): DialectGuess | undefined => {
  const split = bestSplit(text, isWhole);
  const start = firstRecord(split);
  const [first, ...rest] = split.records.slice(start);
  if (first === undefined || isBlank(first)) return undefined;
  const rows = rest.filter(record => record.fields.length === split.fields).map(({ fields }) => fields);
  const guess = guessHeader(first.fields, rows);
  return { ...guess, delimiter: split.delimiter, skipLines: first.line - 1, fields: first.fields };
};
