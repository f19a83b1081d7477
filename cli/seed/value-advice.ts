import { valueHint, valueTest } from './column-values.ts';

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

/** An expression that makes the type of a text; undefined where none is known. */
const conversion = (column: string, type: string, value: string): string | undefined => {
  if (isNumber(type)) {
    if (/^\s*-?\d+,\d+\s*$/.test(value)) return `cast(replace(${column}, ',', '.') as ${type})`;
    return undefined;
  }
  if (type === 'date' || type === 'timestamp') {
    const [, first, separator = '/', second] = /^(\d\d?)([/.-])(\d\d?)\2\d{4}$/.exec(value) ?? [];
    if (first !== undefined) {
      const form = (days: string, months: string) =>
        `cast(date_parse(${column}, '${[days, months, '%Y'].join(separator)}') as ${type})`;
      const [dayFirst, monthFirst] = [Number(second) <= 12, Number(first) <= 12];
      if (dayFirst && monthFirst)
        return `${form('%d', '%m')} if the day comes first, ${form('%m', '%d')} if the month does`;
      if (dayFirst) return form('%d', '%m');
      if (monthFirst) return form('%m', '%d');
      return undefined;
    }
    const [, mark] = /^\d{4}([/.]?)\d\d\1\d\d$/.exec(value) ?? [];
    if (mark !== undefined)
      return `cast(date_parse(${column}, '${['%Y', '%m', '%d'].join(mark)}') as ${type})`;
    if (/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value)) return `cast(from_iso8601_timestamp(${column}) as ${type})`;
    return undefined;
  }
  if (type === 'boolean' && /^(yes|y|t|on|sim|s|ja|oui|si)$/i.test(value)) return `${column} = '${value}'`;
  return undefined;
};

/** What to do about a value that does not fit its column: a second sentence of a message. */
export const valueAdvice = (name: string, type: string, value: string): string => {
  const text = 'make the column a string';
  // In a query a name may not begin with a digit.
  const column = /^\d/.test(name) ? `"${name}"` : name;
  if (nullWord.test(value))
    return `If it stands for no value, leave the field empty; or ${text} and query try_cast(${column} as ${type})`;
  if (value.trim() !== value && fits(type, value.trim())) return `Leave out the spaces, or ${text}`;
  const wider = widerType(type, value);
  if (wider !== undefined) return `Make the column ${wider}, or use ${valueHint(type)}`;
  const other = otherType(type, value);
  if (other !== undefined)
    return `Make the column ${other} if all its values are like this, or use ${valueHint(type)}`;
  const expression = conversion(column, type, value);
  if (expression !== undefined) return `Use ${valueHint(type)}, or ${text} and query ${expression}`;
  return `Use ${valueHint(type)}, leave it empty, or ${text}`;
};
