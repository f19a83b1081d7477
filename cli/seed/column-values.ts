const integerBits: ReadonlyMap<string, bigint> = new Map([
  ['tinyint', 8n],
  ['smallint', 16n],
  ['int', 32n],
  ['bigint', 64n],
]);

const isInteger = (value: string, bits: bigint): boolean => {
  if (!/^[+-]?\d+$/.test(value)) return false;
  // BigInt is slow, and seldom needed.
  if (value.length < 10 && bits >= 32n) return true;
  const number = BigInt(value.startsWith('+') ? value.slice(1) : value);
  return BigInt.asIntN(Number(bits), number) === number;
};

const isFloat = (value: string): boolean =>
  /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value) || /^([+-]?Infinity|NaN)$/.test(value);

/** None in a month that there is not. */
const daysIn = (year: number, month: number): number => {
  if (month < 1 || month > 12) return 0;
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
};

const isDate = (value: string): boolean => {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(value) ?? [];
  if (year === undefined) return false;
  const date = Number(day);
  return date >= 1 && date <= daysIn(Number(year), Number(month));
};

const isTimestamp = (value: string): boolean => {
  const [, date, hour, minute, second] =
    /^(\d{4}-\d\d-\d\d) (\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?$/.exec(value) ?? [];
  return (
    date !== undefined && isDate(date) && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60
  );
};

const isDecimal = (value: string, precision: number, scale: number): boolean => {
  const [, whole, fraction = ''] = /^[+-]?0*(\d*)(?:\.(\d*))?$/.exec(value) ?? [];
  return (
    whole !== undefined && /\d/.test(value) && whole.length <= precision - scale && fraction.length <= scale
  );
};

/** What a type accepts, for messages: `whole numbers that fit into int`. */
export const valueHint = (type: string): string => {
  if (integerBits.has(type)) return `whole numbers that fit into ${type}`;
  if (type === 'float' || type === 'double') return 'numbers such as 1.5';
  if (type === 'date') return 'dates such as 2026-01-31';
  if (type === 'timestamp') return 'times such as 2026-01-31 23:59:59.999';
  if (type === 'boolean') return 'true or false';
  return `numbers that fit into ${type}`;
};

/**
 * The test that a value of this type has to pass so that LazySimpleSerDe does not read it as NULL; undefined for types
 * that accept any text. Empty fields are NULL on purpose and pass (`serialization.null.format` is empty).
 *
 * Stricter than Athena where its versions differ: one truncates 1.9 to the int 1, another accepts a timestamp without
 * a time.
 */
export const valueTest = (type: string): ((value: string) => boolean) | undefined => {
  const test = typeTest(type);
  return test && (value => value === '' || test(value));
};

const typeTest = (type: string): ((value: string) => boolean) | undefined => {
  const bits = integerBits.get(type);
  if (bits !== undefined) return value => isInteger(value, bits);
  const [, precision, scale] = /^decimal\((\d+),(\d+)\)$/.exec(type) ?? [];
  if (precision !== undefined) return value => isDecimal(value, Number(precision), Number(scale));
  if (type === 'float' || type === 'double') return isFloat;
  if (type === 'date') return isDate;
  if (type === 'timestamp') return isTimestamp;
  if (type === 'boolean') return value => /^(true|false)$/i.test(value);
  return undefined;
};
