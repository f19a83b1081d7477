import { datePattern } from '../duckdb/date-format.ts';
import type { Writing } from '../duckdb/typed-values.ts';

/** One way to read the values of a column. */
export interface Reading {
  readonly type: string;
  readonly dateFormat?: string;
  /** What values look like that may be read so; whether they can, the database decides. */
  readonly looks: RegExp;
  /** What they must not look like, although they could be read so. */
  readonly not?: string;
}

/** How a table's numbers are written. */
export type NumberStyle = Pick<Writing, 'decimal' | 'thousands'>;

const whole = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`);

/**
 * A number that would lose something: zeros in front (01409 is a zip code), a plus (of a telephone number), digits that
 * a double does not have, or the `.0` that says that others may have decimals.
 */
const notInteger = '^[+]|^-?0[0-9]|[0-9]{19}|[.]';
const notDouble = '^[+]|^-?0[0-9]|^-?[0-9]{16,}$';

const digits = ({ thousands }: NumberStyle): string => {
  const mark = thousands === undefined ? undefined : thousands.replace('.', '\\.');
  return mark === undefined ? '\\d+' : `(?:\\d+|\\d{1,3}(?:${mark}\\d{3})+)`;
};

const numbers = (style: NumberStyle): readonly Reading[] => {
  const integer = whole(`\\s*-?${digits(style)}\\s*`);
  const point = style.decimal ?? '\\.';
  const double = whole(
    `\\s*[+-]?(?:${digits(style)}(?:${point}\\d*)?|${point}\\d+)(?:[eE][+-]?\\d+)?\\s*|[+-]?Infinity|NaN`,
  );
  // Where a point separates thousands, it says nothing about decimals.
  const not = style.thousands === '.' ? notInteger.replace('|[.]', '') : notInteger;
  return [
    { type: 'int', looks: integer, not },
    { type: 'bigint', looks: integer, not },
    { type: 'double', looks: double, not: notDouble },
  ];
};

/** Day first where nothing else decides: most of the world writes so. */
const dayFirst = ['/', '-', '.'].flatMap(mark =>
  ['%Y', '%y'].flatMap(year => [`%d${mark}%m${mark}${year}`, `%m${mark}%d${mark}${year}`]),
);
const yearFirst = ['%Y/%m/%d', '%Y.%m.%d'];
const withNames = [
  '%d-%b-%Y',
  '%d %b %Y',
  '%d-%b-%y',
  '%b %d, %Y',
  '%b %d %Y',
  '%d %B %Y',
  '%B %d, %Y',
  '%B %d %Y',
];
const dateFormats = [...dayFirst, ...yearFirst, ...withNames];
const timesOfDay = ['%H:%M', '%H:%M:%S', '%H:%M:%S.%f', '%I:%M %p', '%I:%M:%S %p'];

const formatted = (type: 'date' | 'timestamp', dateFormat: string): Reading => ({
  type,
  dateFormat,
  looks: whole(`\\s*${datePattern(dateFormat)}\\s*`),
});

const times: readonly Reading[] = [
  { type: 'date', looks: /^\d{4}-\d\d-\d\d$/ },
  {
    type: 'timestamp',
    looks: /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?$/,
  },
  ...dateFormats.map(format => formatted('date', format)),
  ...dateFormats.flatMap(format => timesOfDay.map(time => formatted('timestamp', `${format} ${time}`))),
];

/** 20260131 is a number, unless its column is called after dates. */
const compactDate = formatted('date', '%Y%m%d');
const isDateName = (name: string): boolean => /(?:^|_)(?:date|day|dt|data|dia|fecha|datum)(?:_|$)/.test(name);

const boolean: Reading = { type: 'boolean', looks: /^\s*(?:true|false)\s*$/i };

/** In text, NaN stands for no value. */
const butNaN = (reading: Reading): Reading => ({
  ...reading,
  not: `${reading.not ?? ''}|^[+-]?[Nn][Aa][Nn]$`,
});

/** What the values of a column may be read as, from what they are in their file. */
export type Scope = 'any' | 'numbers' | 'times' | 'booleans' | 'text';

/** The readings of a column, from the one that says most. */
export const readingsOf = (name: string, scope: Scope, style: NumberStyle): readonly Reading[] => {
  switch (scope) {
    case 'any':
      return [boolean, ...(isDateName(name) ? [compactDate] : []), ...numbers(style).map(butNaN), ...times];
    case 'numbers':
      return numbers(style);
    case 'times':
      return times;
    case 'booleans':
      return [boolean];
    case 'text':
      return [];
  }
};

/** How numbers may be written, from the most common; a comma in values that commas separate is for thousands. */
export const numberStyles = (delimiter: string | undefined): readonly NumberStyle[] => {
  const commaFirst: readonly NumberStyle[] = [{ decimal: ',' }, { decimal: ',', thousands: '.' }];
  const pointFirst: readonly NumberStyle[] = [{ thousands: ',' }];
  const spaced = ([' ', '\u00a0', '\u202f', "'"] as const).flatMap((thousands): readonly NumberStyle[] => [
    { thousands },
    { decimal: ',', thousands },
  ]);
  const [first, second] = delimiter === ',' ? [pointFirst, commaFirst] : [commaFirst, pointFirst];
  return [{}, ...first, ...second, ...spaced];
};
