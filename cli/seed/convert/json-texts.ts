import { type Node, parseTree } from 'jsonc-parser';
import { type TypeTree, typeTree } from '../type-tree.ts';
import type { SourceColumn } from './converted-column.ts';

/** Seconds since 1970, or milliseconds if there are 13 characters or more; as json-values.ts has it. */
const isoTime = (text: string): string =>
  new Date(Number(text) * (text.length >= 13 && !text.includes('.') ? 1 : 1000)).toISOString();

/** A number with an exponent, without it: 1.5e3 is 1500. */
const withoutExponent = (text: string): string => {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d*)(?:\.(\d*))?[eE]([+-]?\d+)$/.exec(text) ?? [];
  const point = whole.length + Number(exponent);
  const digits = `${whole}${fraction}`;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.slice(0, point).padEnd(point, '0')}.${digits.slice(point)}`;
};

/** What JSON has and separated values don't, in their way: exponents in decimals, numbers as times, short base64. */
const asText = (type: string, text: string): string => {
  if (type.startsWith('decimal') && /\d[eE]/.test(text)) return withoutExponent(text);
  if (type === 'timestamp' && /^-?\d+(\.\d+)?$/.test(text)) return isoTime(text);
  if (type === 'binary') return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
  return text;
};

const keyOf = (property: Node): string => String(property.children?.[0]?.value);
const valueOfProperty = (property: Node): Node | undefined => property.children?.[1];

/**
 * Writes JSON objects as objects of the columns, with text for every value that has nothing inside, as it is written.
 */
export class JsonTexts {
  readonly #columns: readonly (readonly [key: string, name: string, type: TypeTree])[];
  readonly #asWritten: boolean;

  /** @param asWritten whether lab.json says how values are written, so that they stay as they are */
  constructor(columns: readonly SourceColumn[], asWritten: boolean) {
    this.#columns = columns.map(({ name, from, type }) => [from ?? name, name, typeTree(type)] as const);
    this.#asWritten = asWritten;
  }

  /** The members of an object that fits the columns, without its braces. */
  write(object: string): string {
    const root = parseTree(object);
    return root === undefined ? '' : this.#members(root, object, this.#columns);
  }

  #members(
    node: Node,
    text: string,
    fields: readonly (readonly [key: string, name: string, type: TypeTree])[],
  ): string {
    const exact = new Map<string, Node | undefined>();
    for (const property of node.children ?? []) {
      const key = keyOf(property);
      exact.set(key, valueOfProperty(property));
      if (!exact.has(key.toLowerCase())) exact.set(key.toLowerCase(), valueOfProperty(property));
    }
    return fields
      .flatMap(([key, name, type]) => {
        const value = exact.get(key);
        return value === undefined ? [] : [`${JSON.stringify(name)}:${this.#value(value, text, type)}`];
      })
      .join(',');
  }

  #value(node: Node, text: string, tree: TypeTree): string {
    if (node.type === 'null') return 'null';
    switch (tree.kind) {
      case 'array':
        return `[${(node.children ?? []).map(each => this.#value(each, text, tree.element)).join(',')}]`;
      case 'map':
        return `{${(node.children ?? [])
          .map(property => {
            const value = valueOfProperty(property);
            return `${JSON.stringify(keyOf(property))}:${value === undefined ? 'null' : this.#value(value, text, tree.value)}`;
          })
          .join(',')}}`;
      case 'struct':
        return `{${this.#members(
          node,
          text,
          tree.fields.map(([name, type]) => [name, name, type] as const),
        )}}`;
      case 'simple': {
        const raw =
          node.type === 'string' ? String(node.value) : text.slice(node.offset, node.offset + node.length);
        return JSON.stringify(this.#asWritten ? raw : asText(tree.type, raw));
      }
    }
  }
}
