import type { SchemaTree } from 'hyparquet';
import type { TypeTree } from '../type-tree.ts';
import { valueType } from './value-type.ts';

/** How a column, or something inside it, differs from what lab.json says. */
export type Difference =
  /** Athena could not read it. */
  | { readonly kind: 'unreadable'; readonly path: string; readonly problem: string }
  /** Athena would read NULL, because the file has nothing of that name there. */
  | { readonly kind: 'missing'; readonly path: string; readonly others: readonly string[] };

/** What a group of columns says it is, for itself. */
const isAnnotated = ({ element }: SchemaTree, ...as: readonly string[]): boolean =>
  as.includes(element.logical_type?.type ?? element.converted_type ?? '');

const isRepeated = ({ element }: SchemaTree): boolean => element.repetition_type === 'REPEATED';

/**
 * The elements of a list: in the group `list` that the standard wants around them, or as older writers have them.
 * https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#lists, and in the same way
 * ParquetTypeUtils.getArrayElementColumn of Trino 476.
 */
const elementOf = (list: SchemaTree): SchemaTree | undefined => {
  const [repeated, second] = list.children;
  if (isAnnotated(list, 'MAP', 'MAP_KEY_VALUE')) return undefined;
  if (repeated === undefined || second !== undefined || isRepeated(list) || !isRepeated(repeated))
    return undefined;
  const [only, ...others] = repeated.children;
  const { name, logical_type: logical, converted_type: converted } = repeated.element;
  const isElement =
    name === 'array' || name === `${list.element.name}_tuple` || (logical ?? converted) !== undefined;
  if (only !== undefined && others.length === 0 && !isElement) return only;
  return { ...repeated, element: { ...repeated.element, repetition_type: 'REQUIRED' } };
};

/** https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#maps */
const entryOf = (map: SchemaTree): readonly [key: SchemaTree, value: SchemaTree] | undefined => {
  const [repeated, second] = map.children;
  if (isAnnotated(map, 'LIST')) return undefined;
  if (repeated === undefined || second !== undefined || isRepeated(map) || !isRepeated(repeated))
    return undefined;
  const [key, value, third] = repeated.children;
  return key === undefined || value === undefined || third !== undefined ? undefined : [key, value];
};

const isStruct = (node: SchemaTree): boolean =>
  node.children.length > 0 &&
  !isAnnotated(node, 'LIST', 'MAP', 'MAP_KEY_VALUE', 'VARIANT') &&
  !node.children.some(isRepeated);

const isLegalName = (name: string): boolean => /^[a-z0-9_]+$/.test(name);

/** The column type that a column of the file is read as in full; undefined if there is none. */
export const columnTypeOf = (node: SchemaTree): string | undefined => {
  if (node.children.length === 0) return isRepeated(node) ? undefined : valueType(node.element).best;
  if (isStruct(node)) {
    const fields = node.children.map(
      child => [child.element.name.toLowerCase(), columnTypeOf(child)] as const,
    );
    const readable = fields.every(([name, type]) => type !== undefined && isLegalName(name));
    return readable ? `struct<${fields.map(field => field.join(':')).join(',')}>` : undefined;
  }
  const entry = entryOf(node);
  if (entry !== undefined) {
    const [key, value] = entry.map(each => columnTypeOf(each));
    return key && value && `map<${key},${value}>`;
  }
  const element = elementOf(node);
  const inner = element && columnTypeOf(element);
  return inner && `array<${inner}>`;
};

/** What the file has, for messages: Parquet's name of it, or the column type of something with columns inside. */
const nameOf = (node: SchemaTree): string => {
  if (node.children.length === 0)
    return `${isRepeated(node) ? 'repeated ' : ''}${valueType(node.element).name}`;
  return columnTypeOf(node) ?? `a group of ${node.children.map(child => child.element.name).join(', ')}`;
};

const unreadable = (path: string, node: SchemaTree, declared: string): Difference => {
  const best = columnTypeOf(node);
  const advice =
    best === undefined
      ? (valueType(node.element).advice ?? 'Write it in another form, or leave it out')
      : `Use ${best}`;
  return {
    kind: 'unreadable',
    path,
    problem: `is ${nameOf(node)} in the file, but ${declared} in lab.json, and Athena can't read it as that. ${advice}`,
  };
};

/** Athena compares names without case. Two that differ in nothing else are too many. */
export function* matchFields(
  fields: readonly (readonly [name: string, type: TypeTree])[],
  nodes: readonly SchemaTree[],
  within: string,
): Generator<Difference> {
  const declared = new Set(fields.map(([name]) => name.toLowerCase()));
  const others = nodes.map(({ element }) => element.name).filter(name => !declared.has(name.toLowerCase()));
  for (const [name, type] of fields) {
    const path = `${within}${name}`;
    const [node, twin] = nodes.filter(({ element }) => element.name.toLowerCase() === name.toLowerCase());
    if (node === undefined) yield { kind: 'missing', path, others };
    else if (twin !== undefined)
      yield {
        kind: 'unreadable',
        path,
        problem: `is '${node.element.name}' and '${twin.element.name}' in the file, and Athena ignores case. Rename one in the file`,
      };
    else yield* matchType(type, node, path);
  }
}

function* matchType(type: TypeTree, node: SchemaTree, path: string): Generator<Difference> {
  switch (type.kind) {
    case 'simple':
      if (node.children.length > 0 || isRepeated(node) || !valueType(node.element).reads(type.type))
        yield unreadable(path, node, type.type);
      return;
    case 'array': {
      const element = elementOf(node);
      if (element === undefined) yield unreadable(path, node, 'array');
      else yield* matchType(type.element, element, `${path}[]`);
      return;
    }
    case 'map': {
      const entry = entryOf(node);
      if (entry === undefined) return yield unreadable(path, node, 'map');
      yield* matchType(type.key, entry[0], `${path}{key}`);
      yield* matchType(type.value, entry[1], `${path}{value}`);
      return;
    }
    case 'struct':
      if (isStruct(node) && !isRepeated(node)) yield* matchFields(type.fields, node.children, `${path}.`);
      else yield unreadable(path, node, 'struct');
  }
}
