import type { TableDefinition } from '../../lab/definition.ts';
import { type JsonTest, jsonTest } from './json-values.ts';
import { type TypeTree, typeTree } from './type-tree.ts';

type Column = TableDefinition['columns'][number];

/** A struct's field, or a column. */
export interface Field {
  readonly name: string;
  readonly shape: Shape;
  /** Whether a value other than null was seen. */
  filled: boolean;
  /** Number of the object that had it last. */
  lastObject: number;
}

/** A column's type, taken apart. */
export type Shape =
  | { readonly kind: 'any'; readonly type: string }
  | { readonly kind: 'scalar'; readonly type: string; readonly fits: JsonTest }
  | { readonly kind: 'array'; readonly type: string; readonly element: Shape }
  | { readonly kind: 'map'; readonly type: string; readonly key: Shape; readonly value: Shape }
  | Struct;

interface Struct {
  readonly kind: 'struct';
  readonly type: string;
  readonly fields: ReadonlyMap<string, Field>;
  /** The first of the keys that have no field. */
  readonly otherKeys: Set<string>;
  seen: boolean;
}

/** Anything, and nobody asks what: a key without a column. */
export const anything: Shape = { kind: 'any', type: 'string' };

const structOf = (type: string, fields: readonly (readonly [name: string, shape: Shape])[]): Struct => ({
  kind: 'struct',
  type,
  fields: new Map(fields.map(([name, shape]) => [name, { name, shape, filled: false, lastObject: 0 }])),
  otherKeys: new Set(),
  seen: false,
});

/** A line's object, as the columns want it. */
export const rowOf = (columns: readonly Pick<Column, 'name' | 'type'>[]): Shape =>
  structOf(
    'row',
    columns.map(({ name, type }) => [name, shapeOf(typeTree(type))]),
  );

const shapeOf = (tree: TypeTree): Shape => {
  const { kind, type } = tree;
  if (kind === 'array') return { kind, type, element: shapeOf(tree.element) };
  if (kind === 'map') return { kind, type, key: shapeOf(tree.key), value: shapeOf(tree.value) };
  if (kind === 'struct')
    return structOf(
      type,
      tree.fields.map(([name, field]) => [name, shapeOf(field)]),
    );
  const fits = jsonTest(type);
  return fits === undefined ? { kind: 'any', type } : { kind: 'scalar', type, fits };
};

/** Whether it matters how a number is written: 1.0 is no `int`, but a `double` like 1. */
export const formMatters = (shape: Shape): boolean => {
  if (shape.kind === 'array') return formMatters(shape.element);
  if (shape.kind === 'map') return formMatters(shape.value);
  if (shape.kind === 'struct') return [...shape.fields.values()].some(field => formMatters(field.shape));
  return /int$|^decimal|^timestamp$/.test(shape.type);
};

/** The fields of one struct that nothing filled. */
export interface Unfilled {
  /** With the path: `author.age`. */
  readonly fields: readonly string[];
  readonly otherKeys: readonly string[];
}

/** What nothing filled, at every depth, in structs that there were. */
export const unfilled = (shape: Shape, path = ''): readonly Unfilled[] => {
  if (shape.kind === 'array') return unfilled(shape.element, `${path}[]`);
  if (shape.kind === 'map') return unfilled(shape.value, `${path}[]`);
  if (shape.kind !== 'struct' || !shape.seen) return [];
  const at = (name: string) => (path === '' ? name : `${path}.${name}`);
  const all = [...shape.fields.values()];
  const fields = all.filter(({ filled }) => !filled).map(({ name }) => at(name));
  return [
    ...(fields.length === 0 ? [] : [{ fields, otherKeys: [...shape.otherKeys] }]),
    ...all.flatMap(field => unfilled(field.shape, at(field.name))),
  ];
};
