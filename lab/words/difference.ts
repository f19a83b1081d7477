import { isRecord, isText, jsonOf } from '../json-of.ts';
import type { KindName } from '../kinds.ts';
import type { Change } from '../outcomes.ts';
import { columnDifferences } from './column-differences.ts';
import { oneLine } from './one-line.ts';
import { propertyName } from './property-names.ts';
import { type Difference, sentence } from './sentence.ts';
import { bytes } from './units.ts';

/** What tells the members of a list apart: a column's name, a policy statement's or a rule's id. */
const identities = ['name', 'Name', 'Sid', 'ID', 'Key'];

/** A list's members by their names; undefined where one has none, or two share one. */
const byName = (list: readonly unknown[]): ReadonlyMap<string, unknown> | undefined => {
  const named = new Map<string, unknown>();
  for (const item of list) {
    const name = isRecord(item) ? identities.map(key => item[key]).find(isText) : undefined;
    if (name !== undefined) named.set(name, item);
  }
  return named.size === list.length ? named : undefined;
};

/** Members by name or, in lists without names, by place. */
const membersOf = (value: unknown): ReadonlyMap<string, unknown> | undefined => {
  if (Array.isArray(value))
    return byName(value) ?? new Map(value.map((item, index) => [String(index + 1), item]));
  return isRecord(value) ? new Map(Object.entries(value)) : undefined;
};

const isSwitch = (value: unknown): boolean => typeof value === 'boolean';

/** Switches that were all turned the same way are one difference: all parts of a block on public access, for instance. */
const together = (
  subject: string,
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
): Difference | undefined => {
  const [first] = before.values();
  const keys = [...before.keys()];
  const areAlike = (members: ReadonlyMap<string, unknown>): boolean => {
    const values = [...members.values()];
    return values.every(value => isSwitch(value) && value === values[0]);
  };
  return keys.length > 1 && keys.length === after.size && areAlike(before) && areAlike(after)
    ? { subject, before: first, after: [...after.values()][0] }
    : undefined;
};

const joined = (subject: string, key: string): string => `${subject} ${oneLine(key)}`;

const between = (subject: string, before: unknown, after: unknown, depth = 0): readonly Difference[] => {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const [was, is] = [membersOf(before), membersOf(after)];
  if (was === undefined || is === undefined || Array.isArray(before) !== Array.isArray(after))
    return [{ subject, before, after }];
  const parts = [...new Set([...was.keys(), ...is.keys()])].flatMap(key =>
    between(
      depth === 0 ? joined(subject, key) : `${subject}, ${oneLine(key)}`,
      was.get(key),
      is.get(key),
      depth + 1,
    ),
  );
  const all = together(subject, was, is);
  if (all !== undefined) return [all];
  return parts.length > 0 ? parts : [{ subject, event: 'put in another order' }];
};

const holdsFiles: ReadonlySet<string> = new Set<KindName>(['dataset', 'script', 'job-file']);

/** `864 kB`, of how files are compared: by size and checksum. */
const sizeOf = (content: string): string | undefined => {
  const [, size] = /^(\d+) bytes\b/.exec(content) ?? [];
  return size === undefined ? undefined : bytes(Number(size));
};

/** A checksum tells people nothing; sizes do, if they differ. */
const fileDifference = (
  kind: string,
  { property, repaired }: Pick<Change, 'property' | 'repaired'>,
  before: string,
  after: string,
): Difference => {
  const subject = kind === 'dataset' ? `File ${oneLine(property)}` : kind === 'script' ? 'Script' : 'File';
  const [was, is] = [sizeOf(before), sizeOf(after)];
  if (after === 'set aside')
    return { subject, event: `set aside (${before.replace(/^\d+ bytes/, was ?? '')})` };
  const sizes = was === undefined || is === undefined || was === is ? '' : ` (${was} → ${is})`;
  return { subject, event: `${repaired === true ? 'put back' : 'changed'}${sizes}` };
};

/** Texts are written as they are, anything else as JSON; a text that is a number stays one. */
const told = (property: string, text: string): unknown => {
  if (property === 'scanCutoff' && /^\d+$/.test(text)) return bytes(Number(text));
  const value = jsonOf(text);
  return value === null || typeof value === 'object' ? value : text;
};

/** A list or a record that had to be cut for the report is half of one. */
const isCut = (text: string): boolean => /^[[{].*… \(\d+ characters\)$/s.test(text);

const differencesOf = (
  kind: string,
  change: Pick<Change, 'property' | 'repaired'>,
  before: string,
  after: string,
): readonly Difference[] => {
  if (holdsFiles.has(kind)) return [fileDifference(kind, change, before, after)];
  const { property } = change;
  const subject = oneLine(propertyName(property));
  if (isCut(before) || isCut(after))
    return [{ subject: `What is in ${subject}`, event: 'changed, by more than fits here' }];
  const noun = { columns: 'Column', partitionKeys: 'Partition key' }[property];
  const [was, is] = [told(property, before), told(property, after)];
  const ofColumns = noun === undefined ? undefined : columnDifferences(noun, was, is);
  const found = ofColumns ?? between(subject, was, is);
  // A text can differ where its words do not: in spaces, or in how its JSON is written.
  return found.length > 0 ? found : [{ subject, event: 'written in another way' }];
};

/** In what a resource differs that is repaired or updated. */
export const changedIn = (kind: string, change: Change): readonly Difference[] =>
  differencesOf(kind, change, change.from, change.to);

/** In what a resource differs that somebody changed and a rebuild leaves: from the definition to what is there. */
export const keptIn = (kind: string, change: Change): readonly Difference[] =>
  differencesOf(kind, change, change.to, change.from);

/** The same, one line for each thing that differs. */
export const changeLines = (kind: string, change: Change): string[] =>
  changedIn(kind, change).map(difference => sentence(difference, false));
export const keptLines = (kind: string, change: Change): string[] =>
  keptIn(kind, change).map(difference => sentence(difference, true));
