import { valueTest } from '../column-values.ts';
import { jsonTest } from '../json-values.ts';

const isPlain = (text: string): boolean => /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text);

/** As in JSON, which has ISO 8601; but no numbers. */
const isIsoTime = (type: string, text: string): boolean =>
  text.includes('-', 1) && jsonTest(type)?.(text, true) === true;

/**
 * Whether a value that LazySimpleSerDe would read as NULL is certainly one of the type: `2.0` in an int, `1.50` in a
 * decimal(3,1), spaces around, a time as in ISO 8601. The conversion has the last word.
 */
export const isConvertible = (type: string, value: string): boolean => {
  const text = value.trim();
  if (valueTest(type)?.(text) === true) return true;
  if (/int$/.test(type)) return valueTest(type)?.(text.replace(/\.0*$/, '')) === true && text !== '.';
  if (type.startsWith('decimal')) return isPlain(text) && jsonTest(type)?.(text, false) === true;
  if (type === 'timestamp') return isIsoTime(type, text) || valueTest('date')?.(text) === true;
  return type === 'date' && isIsoTime(type, text);
};
