import type { SourceDataset } from '../../../lab/source-definition.ts';
import { sqlText } from './database.ts';
import { datePattern, hasOffset } from './date-format.ts';

/** How the values of a column are written. */
export type Writing = Pick<SourceDataset, 'nulls' | 'decimal' | 'thousands' | 'dateFormat'>;

/** What a text means as a column's value: SQL over an expression of VARCHAR. */
export interface TypedValue {
  /** Whether there is no value: NULL, a text that stands for it, or, except in a string, nothing but spaces. */
  readonly isNull: string;
  /** The value in its type; NULL if there is none, and if the text is not of the type. */
  readonly value: string;
  /** Whether the text is of the type, or there is no value. */
  readonly isValid: string;
}

/*
 * The rules are those of column-values.ts, and besides there may be spaces around a value, `2.0` is the int 2, `1.50` a
 * decimal(3,1), a date may have a time if that is midnight, and a timestamp may be written as in ISO 8601. DuckDB's own
 * casts take much more (1.9 for the int 2, 1_000, 0x1F, `yes`, 20-1-1), so that a cast is believed at once only where
 * the value is written again as it was read. That is faster than a pattern, which decides about the others.
 */

const spaces = "' ' || chr(9) || chr(160)";
const trimmed = (text: string): string => `trim(${text}, ${spaces})`;
const matches = (text: string, pattern: string): string => `regexp_full_match(${text}, ${sqlText(pattern)})`;
const tryCast = (text: string, type: string): string => `try_cast(${text} as ${type})`;

/** The first condition that holds gives the value; NULL if none does. */
const firstOf = (...cases: readonly (readonly [condition: string, value: string])[]): string =>
  `case ${cases.map(([condition, value]) => `when ${condition} then ${value}`).join(' ')} end`;

/** A decimal mark, or a separator of thousands, in a pattern. */
const escaped = (character: string): string => (character === '.' ? '\\.' : character);

/** Numbers with a decimal comma, or with separators of thousands, as others are written; NULL if they are not. */
const plainNumber = (text: string, { decimal, thousands }: Writing): string => {
  if (decimal === undefined && thousands === undefined) return text;
  const groups = thousands === undefined ? '' : `|\\d{1,3}(?:${escaped(thousands)}\\d{3})+`;
  const point = escaped(decimal ?? '.');
  const number = `[+-]?(?:(?:\\d+${groups})(?:${point}\\d*)?|${point}\\d+)(?:[eE][+-]?\\d+)?`;
  const whole =
    thousands === undefined ? trimmed(text) : `replace(${trimmed(text)}, ${sqlText(thousands)}, '')`;
  const written = decimal === undefined ? whole : `replace(${whole}, ${sqlText(decimal)}, '.')`;
  return firstOf([matches(trimmed(text), `${number}|[+-]?Infinity|NaN`), written]);
};

const integerValue = (text: string, type: string): string => {
  const cast = tryCast(text, type);
  return firstOf(
    [`${cast}::varchar = ${text}`, cast],
    [matches(trimmed(text), '[+-]?\\d+(?:\\.0*)?'), tryCast(trimmed(text), type)],
  );
};

/** Too large a number would be Infinity; of what a cast takes besides, only this is finite: 1_000, +-1. */
const floatValue = (text: string, type: string): string => {
  const cast = tryCast(trimmed(text), type);
  return firstOf(
    [`isfinite(${cast}) and not contains(${text}, '_') and not contains(${text}, '+-')`, cast],
    [`${trimmed(text)} in ('NaN', 'Infinity', '+Infinity', '-Infinity')`, cast],
  );
};

/** Digits that the type does not have would be rounded away. */
const decimalValue = (text: string, type: string, precision: number, scale: number): string => {
  const cast = tryCast(text, type);
  const whole = precision - scale;
  const fraction = `\\d{0,${scale}}0*`;
  const alternatives = [
    ...(whole > 0 ? [`0*\\d{1,${whole}}(?:\\.${fraction})?`] : [`0+(?:\\.${fraction})?`]),
    ...(scale > 0 ? [`\\.\\d{1,${scale}}0*`] : []),
  ];
  return firstOf(
    [`${cast}::varchar = ${text}`, cast],
    [matches(trimmed(text), `[+-]?(?:${alternatives.join('|')})`), tryCast(trimmed(text), type)],
  );
};

/** Years that Athena has. */
const within = (value: string): string =>
  firstOf([`${value} >= '0001-01-01' and ${value} < '10000-01-01'`, value]);

/** A time in a form of strptime's, in UTC if it has an offset. */
const formattedTime = (text: string, format: string): string => {
  const time = `try_strptime(${trimmed(text)}, ${sqlText(format)})`;
  const local = hasOffset(format) ? `make_timestamp(epoch_us(${time}))` : time;
  return firstOf([matches(trimmed(text), datePattern(format)), local]);
};

const dateValue = (text: string, format: string | undefined): string => {
  if (format !== undefined) {
    const time = formattedTime(text, format);
    return within(firstOf([`date_trunc('day', ${time}) = ${time}`, `${time}::date`]));
  }
  const cast = tryCast(text, 'date');
  const midnight = '\\d{4}-\\d\\d-\\d\\d(?:[T ]00:00(?::00(?:\\.0+)?)?Z?)?';
  return firstOf(
    [`${cast}::varchar = ${text} and length(${text}) = 10`, cast],
    [matches(trimmed(text), midnight), within(tryCast(`left(${trimmed(text)}, 10)`, 'date'))],
  );
};

/** Athena keeps milliseconds, and Parquet microseconds here: digits beyond are dropped. */
const timestampValue = (text: string, format: string | undefined): string => {
  if (format !== undefined) return within(formattedTime(text, format));
  const cast = tryCast(text, 'timestamp');
  const iso =
    '\\d{4}-\\d\\d-\\d\\d(?:[T ](?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:\\.\\d{1,9})?)?(?:Z|[+-](?:0\\d|1[0-4])(?::?[0-5]\\d)?)?)?';
  const withSeconds = `regexp_replace(${trimmed(text)}, '([T ]\\d\\d:\\d\\d)($|Z|[+-])', '\\1:00\\2')`;
  return firstOf(
    [`${cast}::varchar = ${text} and length(${text}) between 19 and 26 and ${text}[5] = '-'`, cast],
    [matches(trimmed(text), iso), within(`make_timestamp(epoch_us(${tryCast(withSeconds, 'timestamptz')}))`)],
  );
};

const sqlValue = (text: string, type: string, writing: Writing): string => {
  const [, precision, scale] = /^decimal\((\d+),(\d+)\)$/.exec(type) ?? [];
  const number = plainNumber(text, writing);
  if (precision !== undefined) return decimalValue(number, type, Number(precision), Number(scale));
  switch (type) {
    case 'string':
      return text;
    case 'boolean':
      return firstOf(
        [`lower(${trimmed(text)}) = 'true'`, 'true'],
        [`lower(${trimmed(text)}) = 'false'`, 'false'],
      );
    case 'float':
    case 'double':
      return floatValue(number, type);
    case 'date':
      return dateValue(text, writing.dateFormat);
    case 'timestamp':
      return timestampValue(text, writing.dateFormat);
    case 'binary':
      return firstOf([`${trimmed(text)} <> ''`, `try(from_base64(${trimmed(text)}))`]);
    default:
      return integerValue(number, type);
  }
};

/**
 * @param text an SQL expression of type VARCHAR
 * @param type a column type without others in it: `decimal(10,2)`
 */
export const typedValue = (text: string, type: string, writing: Writing = {}): TypedValue => {
  const nulls = (writing.nulls ?? []).map(sqlText);
  const isString = type === 'string';
  const listed = [...(isString ? [] : ["''"]), ...nulls];
  const compared = isString ? text : trimmed(text);
  const isNull =
    listed.length === 0 ? `${text} is null` : `(${text} is null or ${compared} in (${listed.join(', ')}))`;
  const value =
    nulls.length === 0
      ? sqlValue(text, type, writing)
      : `case when not ${isNull} then ${sqlValue(text, type, writing)} end`;
  return { isNull, value, isValid: isString ? 'true' : `(${value} is not null or ${isNull})` };
};
