import { isRecord } from '../json-of.ts';
import { oneLine } from './one-line.ts';
import { memberName } from './property-names.ts';

const saysNothing = (value: unknown): boolean => value === null || value === undefined || value === '';

/** A word that reads as one beside others: anything else gets quotes. */
const isWord = (text: string): boolean => /^[\p{L}\p{N}][^\s,;"]*$/u.test(text);

/** A value as people write it: no braces, no `true`. */
export const readable = (value: unknown): string => {
  if (value === undefined || value === null || value === 'null') return 'none';
  if (value === '') return 'empty';
  if (typeof value === 'boolean' || value === 'true' || value === 'false')
    return String(value) === 'true' ? 'on' : 'off';
  if (typeof value === 'string') return isWord(value) ? oneLine(value) : `"${oneLine(value)}"`;
  if (Array.isArray(value)) return value.length === 0 ? 'nothing' : value.map(nested).join(', ');
  if (isRecord(value)) {
    const members = Object.entries(value).filter(([, member]) => !saysNothing(member));
    return members.length === 0
      ? 'nothing'
      : members.map(([key, member]) => `${oneLine(memberName(key))} ${nested(member)}`).join(', ');
  }
  return oneLine(String(value));
};

const nested = (value: unknown): string =>
  typeof value === 'object' && value !== null ? `(${readable(value)})` : readable(value);

/** Longer texts are cut to where they differ, and a little around it. */
const longest = 72;
const around = 16;

const clip = (text: string, start: number): string => {
  const from = Math.max(0, start - around);
  const part = text.slice(from, from + longest);
  return `${from > 0 ? '…' : ''}${part}${from + longest < text.length ? '…' : ''}`;
};

/** A text that stands alone. */
export const short = (text: string): string => clip(text, 0);

/** Two texts, side by side: long ones only where they differ. */
export const shortened = (before: string, after: string): readonly [string, string] => {
  if (before.length <= longest && after.length <= longest) return [before, after];
  const differs = [...before].findIndex((character, index) => character !== after[index]);
  const start = differs < 0 ? before.length : differs;
  return [clip(before, start), clip(after, start)];
};
