import type { Lab } from './names.ts';

/** Keys of the mark: as tags where AWS has tags, and as parameters of databases and tables. */
export const labKey = 'daybreak:lab';
export const appliedKey = 'daybreak:applied';

/** A value of a resource's property. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };
/** A resource's compared properties, normalised to what AWS returns. */
export type State = Readonly<Record<string, Value>>;

/** JSON with sorted keys, so that equal values have equal texts. */
export const canonical = (value: Value): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
  }
  return JSON.stringify(value);
};

export const sameValue = (a: Value, b: Value): boolean => canonical(a) === canonical(b);

/** FNV-1a, 32 bits: short enough for many to fit into one tag. It detects edits and is not meant for security. */
export const shortHash = (text: string): string => {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
};

/**
 * What was last applied, one short hash for each property (`columns=1a2b3c4d/serde=5e6f7a8b`): enough to detect, for
 * each property separately, whether somebody has changed it since.
 */
export type AppliedMark = Readonly<Record<string, string>>;

export const appliedFrom = (state: State): AppliedMark =>
  Object.fromEntries(
    Object.entries(state).map(([property, value]) => [property, shortHash(canonical(value))]),
  );

/** At most 256 characters, the limit of a tag's value, and only characters that every tag allows. */
export const formatApplied = (applied: AppliedMark): string =>
  Object.entries(applied)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([property, hash]) => `${property}=${hash}`)
    .join('/');

/** Anything that is not one of our fingerprints counts as not applied. */
export const parseApplied = (text: string | undefined): AppliedMark =>
  Object.fromEntries(
    [...(text ?? '').matchAll(/([A-Za-z]+)=([0-9a-f]{8})/g)].map(([, property, hash]) => [
      property ?? '',
      hash ?? '',
    ]),
  );

/** The mark as key and value pairs. */
export const markOf = (lab: Lab, applied: AppliedMark): Readonly<Record<string, string>> => ({
  [labKey]: lab.name,
  [appliedKey]: formatApplied(applied),
});
