import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { type LabDefinition, parseLabDefinition } from '../../lab/definition.ts';
import {
  definitionDefaults,
  jobDefaults,
  tableDefaults,
  withDefaults,
} from '../../lab/definition-defaults.ts';

type Path = readonly (string | number)[];

/** A definition with every key. */
const whole = {
  schemaVersion: 1,
  ...JSON.parse(readFileSync(new URL('../frozen/definition-1-small.json', import.meta.url), 'utf8')),
};

/** The path of each key of each object, at any depth. */
const keysIn = (value: unknown, at: Path = []): Path[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([name, item]) => {
        const path = [...at, Array.isArray(value) ? Number(name) : name];
        return [...(Array.isArray(value) ? [] : [path]), ...keysIn(item, path)];
      });

/** JSON text without the keys at these paths. */
const without = (paths: readonly Path[]): string => {
  const left = new Set(paths.map(path => JSON.stringify(path)));
  const copy = (value: unknown, at: Path): unknown => {
    if (Array.isArray(value)) return value.map((item, index) => copy(item, [...at, index]));
    if (typeof value !== 'object' || value === null) return value;
    const kept = Object.entries(value).filter(([name]) => !left.has(JSON.stringify([...at, name])));
    return Object.fromEntries(kept.map(([name, item]) => [name, copy(item, [...at, name])]));
  };
  return JSON.stringify(copy(whole, []));
};

const parsed = (json: string): LabDefinition | undefined => {
  try {
    return parseLabDefinition(json);
  } catch {
    return undefined;
  }
};

/** What a definition may leave out, according to the schema. */
const optional = keysIn(whole).filter(path => parsed(without([path])) !== undefined);

test('every default in the table is one that a definition may leave out', () => {
  const names = new Set(optional.map(path => path.at(-1)));
  const defaults = [definitionDefaults, tableDefaults, jobDefaults].flatMap(Object.keys);
  // Job loans-by-book has an output: without tables the definition would contradict itself.
  expect(defaults.filter(name => !names.has(name))).toEqual(['tables']);
});

test('the steps after Plan read the same definition as Plan, whatever it leaves out', () => {
  const leftOut = fc.subarray([...optional, ['tables'], ['jobs', 0, 'output']]);
  const compare = (paths: readonly Path[]): void => {
    const json = without(paths);
    const definition = parsed(json);
    fc.pre(definition !== undefined);
    expect(withDefaults(JSON.parse(json))).toStrictEqual(definition);
  };
  fc.assert(fc.property(leftOut, compare), {
    examples: [[[]], [[['tables'], ['jobs']]], ...optional.map((path): [Path[]] => [[path]])],
  });
});
