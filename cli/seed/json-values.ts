import { valueHint, valueTest } from './column-values.ts';

/** Whether a value fits a type. `text` is what is in the quotes, or the literal as it is written. */
export type JsonTest = (text: string, quoted: boolean) => boolean;

/*
 * What Athena's OpenX JSON SerDe reads, from the sources of its two implementations. Trino's, at tag 476:
 * https://github.com/trinodb/trino/blob/476/lib/trino-hive-formats/src/main/java/io/trino/hive/formats/line/openxjson/OpenXJsonDeserializer.java
 * and the original, which is stricter: it fails at 2.0 in an int.
 * https://github.com/rcongiu/Hive-JSON-Serde/blob/develop/json-serde/src/main/java/org/openx/data/jsonserde/objectinspector/primitive/ParsePrimitiveUtils.java
 * test/athena/json-lines.athena.test.ts holds this file against Trino.
 */

/** As in csv and tsv, but for a leading zero, with which text is taken as an octal number. */
const integerTest = (type: string): JsonTest => {
  const fits = valueTest(type);
  return text => /^[+-]?(0|[1-9]\d*)$/.test(text) && fits?.(text) === true;
};

/** Too large a number would be read as Infinity. */
const floatTest = (type: 'float' | 'double'): JsonTest => {
  const fits = valueTest(type);
  const isInRange = (number: number) => Number.isFinite(type === 'float' ? Math.fround(number) : number);
  return text => text !== '' && fits?.(text) === true && (/[yN]/.test(text) || isInRange(Number(text)));
};

/** A decimal may have an exponent, and zeros at the end; other digits that do not fit would be rounded away. */
const decimalTest = (precision: number, scale: number): JsonTest => {
  return text => {
    const [, whole, fraction = '', exponent = '0'] =
      /^[+-]?(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/.exec(text) ?? [];
    if (whole === undefined || whole + fraction === '') return false;
    const digits = `${whole}${fraction}`.replace(/^0+/, '');
    const significant = digits.replace(/0+$/, '');
    if (significant === '') return true;
    const decimals = fraction.length - Number(exponent) - (digits.length - significant.length);
    return decimals <= scale && significant.length - decimals <= precision - scale;
  };
};

/** Years 1 to 9999. */
const isInstant = (seconds: number): boolean => seconds >= -62_135_596_800 && seconds < 253_402_300_800;

/** 2026, 20260131, 20260131235959: whoever writes these does not mean seconds since 1970. */
const compactDate = /^(?:19|20)\d\d(?:\d{4}(?:\d{6})?)?$/;

/** 13 characters or more are milliseconds, fewer are seconds. */
const isEpoch = (text: string): boolean => {
  if (compactDate.test(text)) return false;
  if (/^-?\d+$/.test(text)) return isInstant(Number(text) / (text.length >= 13 ? 1000 : 1));
  return /^-?\d+\.\d+$/.test(text) && isInstant(Number(text));
};

const isDate = valueTest('date');
const isTimestamp = valueTest('timestamp');

/** With a time, only if that is midnight: Athena drops it. */
const dateTest: JsonTest = (text, quoted) => {
  const [, date] = /^(\d{4}-\d\d-\d\d)(?:[T ]00:00:00(?:\.0+)?Z?)?$/.exec(text) ?? [];
  return quoted && date !== undefined && isDate?.(date) === true;
};

/** ISO 8601 with a T, and any offset that a time zone has; otherwise as in csv and tsv. */
const timestampTest: JsonTest = (text, quoted) => {
  const [, date, hour, minute, second = '0', offsetHour = '0', offsetMinute = '0'] =
    /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(?:Z|[+-](\d\d):?(\d\d))?$/.exec(text) ?? [];
  if (date === undefined) return (quoted && text !== '' && isTimestamp?.(text) === true) || isEpoch(text);
  const within =
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60 &&
    Number(offsetHour) <= 14 &&
    Number(offsetMinute) < 60;
  return within && isDate?.(date) === true;
};

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

/** The test for a type without other types in it; undefined for `string`, which takes any JSON. */
export const jsonTest = (type: string): JsonTest | undefined => {
  const [, precision, scale] = /^decimal\((\d+),(\d+)\)$/.exec(type) ?? [];
  if (precision !== undefined) return decimalTest(Number(precision), Number(scale));
  if (type === 'string') return undefined;
  if (type === 'float' || type === 'double') return floatTest(type);
  if (type === 'boolean') return text => /^(true|false)$/i.test(text);
  if (type === 'date') return dateTest;
  if (type === 'timestamp') return timestampTest;
  if (type === 'binary') return (text, quoted) => quoted && base64.test(text);
  return integerTest(type);
};

/** What a type accepts, for messages. */
export const jsonHint = (type: string): string => {
  if (type.startsWith('struct<') || type.startsWith('map<')) return 'an object';
  if (type.startsWith('array<')) return 'an array';
  if (type === 'timestamp') return 'times such as 2026-01-31T23:59:59.999Z';
  if (type === 'binary') return 'base64 in quotes';
  return valueHint(type);
};
