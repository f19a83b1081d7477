import { visibleInLine } from '../../../lab/visible.ts';
import type { Reading } from './readings.ts';
import type { ColumnDraft } from './table-draft.ts';
import type { TypedColumn, TypedColumns } from './type-columns.ts';

/** Columns with their types, and what has to be said about them. */
export interface ExplainedColumns {
  readonly columns: readonly ColumnDraft[];
  /** Words for NULL that the table has. */
  readonly nulls: readonly string[];
  readonly notes: readonly string[];
}

const isTime = ({ type }: Pick<ColumnDraft, 'type'>): boolean => type === 'date' || type === 'timestamp';

const isMonthFirst = ({ dateFormat = '' }: Reading): boolean => /^%m.%d/.test(dateFormat);
const isDayFirst = ({ dateFormat = '' }: Reading): boolean => /^%d.%m/.test(dateFormat);

/** Whether some column's values can only have the month first; undefined if all could be either. */
const monthComesFirst = (columns: readonly TypedColumn[]): boolean | undefined => {
  const decided = columns.map(({ readings }) => readings).filter(readings => readings.length === 1);
  const [months, days] = [isMonthFirst, isDayFirst].map(
    is => decided.filter(readings => readings.some(is)).length,
  );
  if (months === days) return undefined;
  return (months ?? 0) > (days ?? 0);
};

const shownValue = (value: string): string => `'${visibleInLine(value.slice(0, 40))}'`;

/** Why numbers are text. */
const numberAsText = (value: string): string | undefined => {
  if (/^-?0\d/.test(value)) return `some values begin with 0, such as ${shownValue(value)}`;
  if (/^\+\d/.test(value)) return `some values begin with +, such as ${shownValue(value)}`;
  if (/^\d{16,}$/.test(value))
    return `some values have more digits than numbers keep, such as ${shownValue(value)}`;
  return undefined;
};

const words: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  int: 'numbers',
  bigint: 'numbers',
  double: 'numbers',
  date: 'dates',
  timestamp: 'times',
};

const whyText = ({ name, misfit, expected }: TypedColumn): readonly string[] => {
  if (misfit === undefined || expected === undefined) return [];
  const why =
    numberAsText(misfit) ??
    `the first values are ${words[expected] ?? expected}, but there is ${shownValue(misfit)}`;
  return [`${name} stays text: ${why}`];
};

/** Words for NULL in text: only those that nobody means as a word. */
const certain: ReadonlySet<string> = new Set(['\\N', 'NULL', 'null', '(null)', '#N/A', 'N/A', 'n/a']);

const list = (items: readonly string[]): string => items.map(item => `'${item}'`).join(', ');

/** A type and a form for each column; words for NULL, and a sentence for each guess. */
export const explainColumns = ({ columns, style }: TypedColumns): ExplainedColumns => {
  const notes: string[] = [];
  const monthFirst = monthComesFirst(columns);
  const drafts = columns.map((column): ColumnDraft => {
    const { name, readings, values } = column;
    const [first, second] = readings;
    if (first === undefined) {
      if (values === 0) notes.push(`${name} has no values, so it is text`);
      else notes.push(...whyText(column));
      return { name, type: 'string' };
    }
    const { type, dateFormat } =
      second?.dateFormat === undefined
        ? first
        : (readings.find(monthFirst === true ? isMonthFirst : isDayFirst) ?? first);
    if (second?.dateFormat !== undefined && monthFirst === undefined)
      notes.push(
        `${name} is read as ${dateFormat}, day first, but all its values could have the month first: ${second.dateFormat}`,
      );
    return dateFormat === undefined ? { name, type } : { name, type, dateFormat };
  });

  const typed = columns.filter((_, index) => drafts[index]?.type !== 'string');
  const text = columns.filter((_, index) => drafts[index]?.type === 'string');
  const inNumbers = new Set(typed.flatMap(column => column.nulls));
  const nulls = [
    ...new Set([...inNumbers, ...text.flatMap(column => column.nulls.filter(word => certain.has(word)))]),
  ];
  const alsoText = text.filter(column => column.nulls.some(word => nulls.includes(word)));
  if (nulls.length > 0) {
    const also = alsoText.length === 0 ? '' : `, also in ${alsoText.map(({ name }) => name).join(', ')}`;
    notes.push(`${list(nulls)} ${nulls.length === 1 ? 'stands' : 'stand'} for NULL${also}`);
  }
  for (const { name, nulls: has } of text) {
    const kept = has.filter(word => !nulls.includes(word) && /^n\/?a$/i.test(word));
    if (kept.length > 0)
      notes.push(`${list(kept)} in ${name} stays text: if it stands for NULL, add it to "nulls"`);
  }
  if (style.decimal !== undefined || style.thousands !== undefined) {
    const decimal = style.decimal === undefined ? 'a point' : 'a comma';
    const thousands = style.thousands === undefined ? '' : `, thousands by '${style.thousands}'`;
    notes.push(`numbers have their decimals behind ${decimal}${thousands}`);
  }
  return { columns: drafts, nulls, notes };
};

/** One form for the whole table where all its dates and times have it. */
export const sharedFormat = (
  columns: readonly ColumnDraft[],
): { readonly columns: readonly ColumnDraft[]; readonly dateFormat?: string } => {
  const [first, ...others] = columns.filter(isTime);
  const dateFormat = first?.dateFormat;
  if (dateFormat === undefined || others.some(other => other.dateFormat !== dateFormat)) return { columns };
  return { columns: columns.map(({ dateFormat: _, ...column }) => column), dateFormat };
};
