import type { TypeTree } from '../type-tree.ts';
import { sqlName } from './database.ts';
import { typedValue, type Writing } from './typed-values.ts';

/** DuckDB's type for a column type, with text for all that has nothing inside. */
export const textType = (tree: TypeTree): string => {
  switch (tree.kind) {
    case 'simple':
      return 'VARCHAR';
    case 'array':
      return `${textType(tree.element)}[]`;
    case 'map':
      return `MAP(VARCHAR, ${textType(tree.value)})`;
    case 'struct':
      return `STRUCT(${tree.fields.map(([name, type]) => `${sqlName(name)} ${textType(type)}`).join(', ')})`;
  }
};

interface NestedValue {
  /** The value in its type; what is not of its type in it is NULL. */
  readonly value: string;
  /** Whether all that is in it is of its type. */
  readonly isValid: string;
}

/** Instants in UTC, as Spark and Athena write them: of a time without zone, Spark makes another type. */
export const storedValue = (type: string, value: string): string =>
  type === 'timestamp' ? `cast(${value} as timestamptz)` : value;

/**
 * @param text an SQL expression of the type that `textType` gives
 * @param depth tells the variables of one level from those of another
 */
export const nestedValue = (text: string, tree: TypeTree, writing: Writing, depth = 0): NestedValue => {
  const each = `e${depth}`;
  const isAll = (list: string, isValid: string): string =>
    `coalesce(list_bool_and(list_transform(${list}, lambda ${each}: ${isValid})), true)`;
  switch (tree.kind) {
    case 'simple': {
      const { value, isValid } = typedValue(text, tree.type, writing);
      return { value: storedValue(tree.type, value), isValid };
    }
    case 'array': {
      const element = nestedValue(each, tree.element, writing, depth + 1);
      return {
        value: `list_transform(${text}, lambda ${each}: ${element.value})`,
        isValid: isAll(text, element.isValid),
      };
    }
    case 'map': {
      const entries = `map_entries(${text})`;
      const key = nestedValue(`${each}.key`, tree.key, writing, depth + 1);
      const value = nestedValue(`${each}.value`, tree.value, writing, depth + 1);
      return {
        value: `map_from_entries(list_transform(${entries}, lambda ${each}: {'k': ${key.value}, 'v': ${value.value}}))`,
        isValid: isAll(entries, `${key.isValid} and ${value.isValid}`),
      };
    }
    case 'struct': {
      const fields = tree.fields.map(
        ([name, type]) =>
          [name, nestedValue(`(${text}).${sqlName(name)}`, type, writing, depth + 1)] as const,
      );
      const packed = fields.map(([name, { value }]) => `${sqlName(name)} := ${value}`).join(', ');
      return {
        value: `case when ${text} is not null then struct_pack(${packed}) end`,
        isValid: `(${fields.map(([, { isValid }]) => isValid).join(' and ')})`,
      };
    }
  }
};
