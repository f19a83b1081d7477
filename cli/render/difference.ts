import { isRecord, jsonOf } from '../../lab/json-of.ts';
import type { KindName } from '../../lab/kinds.ts';
import type { Change } from '../../lab/outcomes.ts';
import { oneLine } from '../../lab/words/one-line.ts';

/** One place at which two values differ; undefined where one of them has nothing. */
interface Difference {
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

const isText = (value: unknown): value is string => typeof value === 'string';

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
  if (Array.isArray(value)) return new Map(value.map((item, index) => [String(index), item]));
  return isRecord(value) ? new Map(Object.entries(value)) : undefined;
};

const betweenMembers = (
  path: string,
  from: ReadonlyMap<string, unknown>,
  to: ReadonlyMap<string, unknown>,
): Difference[] =>
  [...new Set([...from.keys(), ...to.keys()])].flatMap(key =>
    between(`${path}.${key}`, from.get(key), to.get(key)),
  );

const betweenNamed = (
  path: string,
  from: ReadonlyMap<string, unknown>,
  to: ReadonlyMap<string, unknown>,
): Difference[] => {
  const was = [...from.keys()].filter(key => to.has(key)).join(', ');
  const is = [...to.keys()].filter(key => from.has(key)).join(', ');
  const order = was === is ? [] : [{ path: `${path} (order)`, from: was, to: is }];
  return [...betweenMembers(path, from, to), ...order];
};

const between = (path: string, from: unknown, to: unknown): Difference[] => {
  if (JSON.stringify(from) === JSON.stringify(to)) return [];
  if (Array.isArray(from) && Array.isArray(to)) {
    const [was, is] = [byName(from), byName(to)];
    if (was !== undefined && is !== undefined) return betweenNamed(path, was, is);
  }
  const [was, is] = [membersOf(from), membersOf(to)];
  return was !== undefined && is !== undefined && Array.isArray(from) === Array.isArray(to)
    ? betweenMembers(path, was, is)
    : [{ path, from, to }];
};

/** Longer texts are cut to where they differ, and a little around it. */
const longest = 72;
const around = 16;

/** Of a whole member only what it has is worth showing. */
const withoutNothing = (_key: string, value: unknown): unknown =>
  value === null || value === '' ? undefined : value;

const textOf = (value: unknown): string => {
  if (value === undefined || value === null || value === 'null') return 'none';
  const text = typeof value === 'string' ? value : JSON.stringify(value, withoutNothing);
  return text === '' ? 'empty' : oneLine(text);
};

const clip = (text: string, start: number): string => {
  const from = Math.max(0, start - around);
  const part = text.slice(from, from + longest);
  return `${from > 0 ? '…' : ''}${part}${from + longest < text.length ? '…' : ''}`;
};

const shortened = (from: string, to: string): readonly [string, string] => {
  if (from.length <= longest && to.length <= longest) return [from, to];
  const differs = [...from].findIndex((character, index) => character !== to[index]);
  const start = differs < 0 ? from.length : differs;
  return [clip(from, start), clip(to, start)];
};

/** What differs between the two sides of a change: of lists and records only the members that do, by their path. */
const partsOf = ({ property, from, to }: Change): readonly (readonly [string, string, string])[] => {
  const whole = { path: property, from, to };
  const [before, after] = [jsonOf(from), jsonOf(to)];
  const isDeep = membersOf(before) !== undefined && membersOf(after) !== undefined;
  const parts = isDeep ? between(property, before, after) : [];
  return (parts.length === 0 ? [whole] : parts).map(part => [
    oneLine(part.path),
    ...shortened(textOf(part.from), textOf(part.to)),
  ]);
};

/** What is repaired or updated, one line for each part that differs. */
export const changeLines = (change: Change): string[] =>
  partsOf(change).map(([path, from, to]) => `${path}: ${from} → ${to}`);

const holdsFiles: ReadonlySet<string> = new Set<KindName>(['dataset', 'script', 'job-file']);

/** What somebody changed and keeps. Of a file, size and checksum tell people nothing: only whose content it is. */
export const keptLines = (kind: string, change: Change): string[] =>
  holdsFiles.has(kind)
    ? [`${oneLine(change.property)}: kept somebody else's content instead of the definition's file`]
    : partsOf(change).map(([path, from, to]) => `${path}: kept ${from}, the definition says ${to}`);
