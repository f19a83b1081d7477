import { valueHint, valueTest } from './column-values.ts';
import type { Writing } from './duckdb/typed-values.ts';

const fits = (type: string, value: string): boolean => valueTest(type)?.(value) === true;

/** What programs write where there is no value. */
const nullWord = /^(na|n\/a|#n\/a|nan|null|nil|none|nd|\\n|-+|\?+|\.|\*)$/i;
const isInteger = (type: string): boolean => /^(tiny|small|big)?int$/.test(type);
const isNumber = (type: string): boolean =>
  isInteger(type) || type === 'float' || type === 'double' || type.startsWith('decimal');

/** A decimal that also takes a number with more digits; undefined beyond Athena's 38. */
const widerDecimal = (type: string, value: string): string | undefined => {
  const [, precision, scale] = /^decimal\((\d+),(\d+)\)$/.exec(type) ?? [];
  const [, whole, fraction = ''] = /^[+-]?0*(\d*)\.?(\d*)$/.exec(value) ?? [];
  if (whole === undefined) return undefined;
  const places = Math.max(Number(scale), fraction.length);
  const digits = Math.max(Number(precision) - Number(scale), whole.length) + places;
  return digits > 38 ? undefined : `decimal(${digits},${places})`;
};

/** Another type that would take the value as it is. */
const widerType = (type: string, value: string): string | undefined => {
  if (isInteger(type) && fits('bigint', value)) return 'bigint';
  if (isInteger(type) && fits('double', value)) return 'double';
  if (type.startsWith('decimal') && fits('double', value)) return widerDecimal(type, value) ?? 'double';
  return undefined;
};

/** Another type that would take the value, but not what the column's own type takes. */
const otherType = (type: string, value: string): string | undefined => {
  const other = { date: 'timestamp', timestamp: 'date', boolean: 'int' }[type];
  return other !== undefined && fits(other, value) ? other : undefined;
};

const isTime = (type: string): boolean => type === 'date' || type === 'timestamp';

/** The time of day behind a date, as strptime has it; undefined if it is something else. */
const timeFormat = (rest: string): string | undefined => {
  if (rest === '') return '';
  const [, second] = /^ \d\d?:\d\d(:\d\d)?$/.exec(rest) ?? [];
  if (/^ \d\d?:\d\d(:\d\d)?$/.test(rest)) return second === undefined ? ' %H:%M' : ' %H:%M:%S';
  return undefined;
};

/** The forms that a date may have which is not written as in ISO 8601, with what each of them would mean. */
const dateFormats = (value: string): readonly (readonly [format: string, meaning: string])[] => {
  const [, first, mark = '', second, rest = ''] = /^(\d\d?)([/.-])(\d\d?)\2\d{4}(.*)$/.exec(value) ?? [];
  const time = timeFormat(rest);
  if (first !== undefined && time !== undefined) {
    const form = (...parts: string[]) => `${parts.join(mark)}${time}`;
    return [
      ...(Number(second) <= 12 ? [[form('%d', '%m', '%Y'), ' if the day comes first'] as const] : []),
      ...(Number(first) <= 12 ? [[form('%m', '%d', '%Y'), ' if the month does'] as const] : []),
    ];
  }
  const [, separator, after = ''] = /^\d{4}([/.]?)\d\d\1\d\d(.*)$/.exec(value) ?? [];
  const behind = timeFormat(after);
  if (separator === undefined || behind === undefined) return [];
  return [[`${['%Y', '%m', '%d'].join(separator)}${behind}`, '']];
};

/** What to add to lab.json so that the value is read as it is meant; undefined if nothing is known. */
const writingAdvice = (type: string, value: string, writing: Writing): string | undefined => {
  const add = (key: keyof Writing, text: string): string => `"${key}": ${JSON.stringify(text)}`;
  const text = value.trim();
  if (isNumber(type)) {
    const [both] = /^[+-]?\d{1,3}(?:\.\d{3})+,\d+$/.exec(text) ?? [];
    if (both !== undefined && writing.decimal === undefined)
      return `Add ${add('decimal', ',')} and ${add('thousands', '.')} to the dataset`;
    const [, mark] = /^[+-]?\d{1,3}(?:([,. '\u00a0\u202f])\d{3})(?:\1\d{3})*(?:\.\d+)?$/.exec(text) ?? [];
    const grouped = mark !== undefined && mark !== '.' && writing.thousands === undefined;
    const thousands = `${add('thousands', mark ?? '')}`;
    const withComma = /^[+-]?\d*,\d+$/.test(text) && writing.decimal === undefined && !isInteger(type);
    if (grouped && withComma)
      return `Add ${add('decimal', ',')} to the dataset if the comma is a decimal comma, ${thousands} if it separates thousands`;
    if (grouped) return `Add ${thousands} to the dataset`;
    return withComma ? `Add ${add('decimal', ',')} to the dataset` : undefined;
  }
  if (!isTime(type) || writing.dateFormat !== undefined) return undefined;
  const formats = dateFormats(text);
  const [[format = '', meaning = ''] = [], other] = formats;
  if (format === '') return undefined;
  if (other === undefined) return `Add ${add('dateFormat', format)} to the dataset or the column`;
  return `Add to the dataset or the column ${add('dateFormat', format)}${meaning}, ${add('dateFormat', other[0])}${other[1]}`;
};

/**
 * What to do about a value that does not fit its column: a second sentence of a message.
 * @param writing what lab.json already says of how values are written
 */
export const valueAdvice = (name: string, type: string, value: string, writing: Writing = {}): string => {
  const text = 'make the column a string';
  // In a query a name may not begin with a digit.
  const column = /^\d/.test(name) ? `"${name}"` : name;
  if (nullWord.test(value)) {
    const nulls = JSON.stringify([...(writing.nulls ?? []), value]);
    return `If it stands for no value, set "nulls": ${nulls} in the dataset; otherwise ${text}`;
  }
  const written = writingAdvice(type, value, writing);
  if (written !== undefined) return `${written}; or ${text}`;
  if (isTime(type) && writing.dateFormat !== undefined)
    return `"dateFormat" is ${JSON.stringify(writing.dateFormat)}: correct that or the value, or ${text}`;
  if (value.trim() !== value && fits(type, value.trim())) return `Leave out the spaces, or ${text}`;
  const wider = widerType(type, value);
  if (wider !== undefined) return `Make the column ${wider}, or use ${valueHint(type)}`;
  const other = otherType(type, value);
  if (other !== undefined)
    return `Make the column ${other} if all its values are like this, or use ${valueHint(type)}`;
  if (type === 'boolean' && /^(yes|y|t|on|sim|s|ja|oui|si)$/i.test(value))
    return `Use ${valueHint(type)}, or ${text} and query ${column} = '${value}'`;
  return `Use ${valueHint(type)}, leave it empty, or ${text}`;
};
