import { typeArguments } from '../../lab/column-type.ts';

/** A column's type, taken apart. */
export type TypeTree =
  | { readonly kind: 'simple'; readonly type: string }
  | { readonly kind: 'array'; readonly type: string; readonly element: TypeTree }
  | { readonly kind: 'map'; readonly type: string; readonly key: TypeTree; readonly value: TypeTree }
  | {
      readonly kind: 'struct';
      readonly type: string;
      readonly fields: readonly (readonly [name: string, type: TypeTree])[];
    };

/** @param type a column type that lab.json may have: `array<struct<a:int>>` */
export const typeTree = (type: string): TypeTree => {
  const [, outer, inner = ''] = /^(array|map|struct)<(.+)>$/.exec(type) ?? [];
  const parts = typeArguments(inner);
  const [first = '', second = ''] = parts;
  if (outer === 'array') return { kind: 'array', type, element: typeTree(inner) };
  if (outer === 'map') return { kind: 'map', type, key: typeTree(first), value: typeTree(second) };
  if (outer === undefined) return { kind: 'simple', type };
  return {
    kind: 'struct',
    type,
    fields: parts.map(field => {
      const colon = field.indexOf(':');
      return [field.slice(0, colon), typeTree(field.slice(colon + 1))];
    }),
  };
};
