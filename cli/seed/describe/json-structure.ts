import { type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import { isNested } from '../../../lab/column-type.ts';
import type { Scope } from './readings.ts';

/** What all values of a place in JSON have in common. */
export type Structure =
  | { readonly kind: 'number'; readonly type: 'bigint' | 'double' }
  | { readonly kind: 'boolean' | 'text' | 'mixed' }
  | { readonly kind: 'array'; readonly element: Structure }
  | { readonly kind: 'map'; readonly value: Structure }
  | { readonly kind: 'object'; readonly fields: readonly (readonly [key: string, value: Structure])[] };

const wholeNumbers: readonly DuckDBTypeId[] = [
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.UTINYINT,
  DuckDBTypeId.USMALLINT,
  DuckDBTypeId.UINTEGER,
  DuckDBTypeId.UBIGINT,
];

/** What DuckDB found in all values. Text that looks like something else is text. */
export const structureOf = (type: DuckDBType): Structure => {
  if (type.alias === 'JSON') return { kind: 'mixed' };
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
      return { kind: 'array', element: structureOf(type.valueType) };
    case DuckDBTypeId.MAP:
      return { kind: 'map', value: structureOf(type.valueType) };
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type;
      return {
        kind: 'object',
        fields: entryTypes.map((entry, index) => [entryNames[index] ?? '', structureOf(entry)] as const),
      };
    }
    case DuckDBTypeId.BOOLEAN:
      return { kind: 'boolean' };
    case DuckDBTypeId.DOUBLE:
    case DuckDBTypeId.FLOAT:
      return { kind: 'number', type: 'double' };
    default:
      return wholeNumbers.includes(type.typeId) ? { kind: 'number', type: 'bigint' } : { kind: 'text' };
  }
};

/** So many keys of one type are values themselves: their object is a map. */
const mapKeys = 30;

/** Keys that nobody gives to a field: numbers, dates, ids. */
const isData = (key: string): boolean => /^[\d:./-]+$|^[0-9a-f]{8}-[0-9a-f-]{27}$|^[0-9a-f]{24,}$/i.test(key);

const isFieldName = (name: string): boolean => /^[a-z0-9_]+$/.test(name);

/** One type for all of an object's values, where they have one. */
const commonType = (types: readonly string[]): string | undefined => {
  const some = new Set(types);
  if (some.size === 2 && some.has('bigint') && some.has('double')) return 'double';
  const [only, another] = some;
  return another === undefined ? only : undefined;
};

const ofObject = (fields: readonly (readonly [key: string, value: Structure])[]): string => {
  const common = commonType(fields.map(([, value]) => nestedType(value)));
  const isMap = fields.length >= mapKeys || fields.every(([key]) => isData(key));
  if (isMap && common !== undefined) return `map<string,${common}>`;
  const names = fields.map(([key]) => key.toLowerCase());
  if (names.every(isFieldName) && new Set(names).size === names.length)
    return `struct<${fields.map(([, value], index) => `${names[index]}:${nestedType(value)}`).join(',')}>`;
  return common === undefined ? 'string' : `map<string,${common}>`;
};

/** The column type of something inside an object or array; whole numbers may be large ones. */
export const nestedType = (structure: Structure): string => {
  switch (structure.kind) {
    case 'number':
      return structure.type;
    case 'boolean':
      return 'boolean';
    case 'text':
    case 'mixed':
      return 'string';
    case 'array':
      return `array<${nestedType(structure.element)}>`;
    case 'map':
      return `map<string,${nestedType(structure.value)}>`;
    case 'object':
      return ofObject(structure.fields);
  }
};

/** What the values at the top of an object may be read as; undefined for those with others inside. */
export const scopeOf = ({ kind }: Structure): Scope | undefined => {
  const scopes = { number: 'numbers', boolean: 'booleans', text: 'times', mixed: 'any' } as const;
  return kind === 'array' || kind === 'map' || kind === 'object' ? undefined : scopes[kind];
};

/** Places inside a value that are of several types, and so text: `place`, `tags[]`. */
export const mixedPlaces = (structure: Structure, path: string): readonly string[] => {
  switch (structure.kind) {
    case 'mixed':
      return [path];
    case 'array':
      return mixedPlaces(structure.element, `${path}[]`);
    case 'object': {
      const type = ofObject(structure.fields);
      if (!isNested(type)) return [path];
      if (type.startsWith('map<')) return [];
      return structure.fields.flatMap(([key, value]) => mixedPlaces(value, `${path}.${key}`));
    }
    default:
      return [];
  }
};
