import { typeArguments } from '../../lab/column-type.ts';
import type { TableDefinition } from '../../lab/definition.ts';
import { type JsonTest, jsonTest } from './json-values.ts';

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

export const structOf = (type: string, fields: readonly Pick<Column, 'name' | 'type'>[]): Struct => ({
  kind: 'struct',
  type,
  fields: new Map(
    fields.map(({ name, type: inner }) => [
      name,
      { name, shape: shapeOf(inner), filled: false, lastObject: 0 },
    ]),
  ),
  otherKeys: new Set(),
  seen: false,
});

/** @param type a column's type, as `isColumnType` accepts it */
const shapeOf = (type: string): Shape => {
  const [, outer, inner = ''] = /^(array|map|struct)<(.+)>$/.exec(type) ?? [];
  if (outer === 'array') return { kind: 'array', type, element: shapeOf(inner) };
  if (outer === 'map') {
    const [key = '', value = ''] = typeArguments(inner);
    return { kind: 'map', type, key: shapeOf(key), value: shapeOf(value) };
  }
  if (outer === 'struct')
    return structOf(
      type,
      typeArguments(inner).map(field => {
        const colon = field.indexOf(':');
        return { name: field.slice(0, colon), type: field.slice(colon + 1) };
      }),
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
