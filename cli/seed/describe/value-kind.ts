/** What a text looks like, roughly: enough to tell a header from a row. */
export type ValueKind = 'empty' | 'number' | 'date' | 'boolean' | 'text';

/** What programs write where there is no value. `NaN` is one where other values are numbers. */
export const nullWords = [
  'NA',
  'N/A',
  'n/a',
  'na',
  '#N/A',
  '#NA',
  'NULL',
  'Null',
  'null',
  '(null)',
  'None',
  'none',
  'nil',
  'NaN',
  'nan',
  'NAN',
  '\\N',
  '-',
  '--',
  '.',
  '..',
  '?',
] as const;

const isNullWord = (text: string): boolean => nullWords.some(word => word === text);

const number = /^[+-]?(?:\d+|\d{1,3}(?:[.,' ]\d{3})+)(?:[.,]\d+)?(?:[eE][+-]?\d+)?$|^[+-]?[.,]\d+$/;
const date = /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ]\d{1,2}:.*)?$|^\d{1,2}[- ][A-Za-z]{3,9}[- ,]+\d{2,4}\b/;

export const valueKind = (text: string): ValueKind => {
  const value = text.trim();
  if (value === '' || isNullWord(value)) return 'empty';
  if (number.test(value)) return 'number';
  if (date.test(value)) return 'date';
  return /^(?:true|false)$/i.test(value) ? 'boolean' : 'text';
};
