import type { Lab } from './names.ts';

/** Keys of the mark: tags where AWS has tags, parameters on databases and tables, metadata on objects. */
export const labKey = 'daybreak:lab';
export const appliedKey = 'daybreak:applied';

/** A value as AWS may hold it. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };
/** A resource's compared properties, normalised to what AWS returns. */
export type State = Readonly<Record<string, Value>>;

/** JSON with its keys in order, so that equal values have equal texts. */
export const canonical = (value: Value): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
  }
  return JSON.stringify(value);
};

export const sameValue = (a: Value, b: Value): boolean => canonical(a) === canonical(b);

/** FNV-1a, 32 bit: short enough for many to fit into one tag. It tells edits apart, it guards nothing. */
export const shortHash = (text: string): string => {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
};

/**
 * What was last applied, one short hash a property (`columns=1a2b3c4d/serde=5e6f7a8b`): enough to tell, for each
 * property on its own, whether somebody has touched it since.
 */
export type Applied = Readonly<Record<string, string>>;

export const appliedFrom = (state: State): Applied =>
  Object.fromEntries(
    Object.entries(state).map(([property, value]) => [property, shortHash(canonical(value))]),
  );

/** At most 256 characters, in letters that every tag takes: the limit of a tag's value. */
export const formatApplied = (applied: Applied): string =>
  Object.entries(applied)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([property, hash]) => `${property}=${hash}`)
    .join('/');

/** Anything that is no fingerprint of ours reads as nothing applied. */
export const parseApplied = (text: string | undefined): Applied =>
  Object.fromEntries(
    [...(text ?? '').matchAll(/([A-Za-z]+)=([0-9a-f]{8})/g)].map(([, property, hash]) => [
      property ?? '',
      hash ?? '',
    ]),
  );

/** The mark as key and value pairs. */
export const markOf = (lab: Lab, applied: Applied): Readonly<Record<string, string>> => ({
  [labKey]: lab.name,
  [appliedKey]: formatApplied(applied),
});
