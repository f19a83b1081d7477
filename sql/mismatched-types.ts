import type { ParserRuleContext, ParseTree } from 'antlr4ng';
import type { Parsed, SyntaxProblem } from './parse.ts';
import { type ColumnsOf, SelectColumns } from './select-columns.ts';
import { childrenOf, isRule, nameOf, placeOf, RuleReader } from './tree.ts';

/** Types among which Trino converts by itself. */
const families: readonly (readonly [family: string, types: RegExp])[] = [
  ['text', /^varchar/],
  ['number', /^(tinyint|smallint|integer|bigint|real|double|decimal\(\d+,\d+\))$/],
  ['boolean', /^boolean$/],
  ['time', /^(date|timestamp\(\d+\))$/],
  ['bytes', /^varbinary$/],
];

const familyOf = (type: string): string | undefined => families.find(([, types]) => types.test(type))?.[0];

const comparisons = new Set(['=', '<>', '!=', '<', '<=', '>', '>=']);
const arithmetic = new Set(['+', '-', '*', '/', '%']);

/** Whether an operator certainly has no meaning between two types. */
const isRefused = (operator: string, one: string, other: string): boolean => {
  const [family, another] = [familyOf(one), familyOf(other)];
  if (family === undefined || another === undefined) return false;
  if (comparisons.has(operator)) return family !== another;
  if (operator === '||') return family !== another || !['text', 'bytes'].includes(family);
  // The difference of two times is an interval.
  if (arithmetic.has(operator)) return family !== another || !['number', 'time'].includes(family);
  return false;
};

const adviceFor = (one: string, other: string): string => {
  const time = [one, other].find(type => familyOf(type) === 'time');
  const text = [one, other].find(type => familyOf(type) === 'text');
  const word = time?.replace(/\(.*/, '');
  return time !== undefined && text !== undefined
    ? `Write ${word} '…' for a literal, or cast one to the type of the other`
    : 'Cast one to the type of the other';
};

/** The type of a number as it is written: `5` is an integer, `1.50` a decimal(3,2). */
const numberType = (text: string): string | undefined => {
  if (/^\d+$/.test(text)) {
    const value = BigInt(text);
    if (value > 2n ** 63n - 1n) return undefined;
    return value > 2n ** 31n - 1n ? 'bigint' : 'integer';
  }
  if (/^[\d.]+E[+-]?\d+$/i.test(text)) return 'double';
  const [, whole = '', fraction] = /^0*(\d*)\.(\d*)$/.exec(text) ?? [];
  return fraction === undefined
    ? undefined
    : `decimal(${Math.max(1, whole.length + fraction.length)},${fraction.length})`;
};

/** The type of a text between single quotes, by its number of characters. */
const textType = (text: string): string | undefined =>
  /^'([^']|'')*'$/.test(text) ? `varchar(${[...text.slice(1, -1).replaceAll("''", "'")].length})` : undefined;

/** Between an expression and what it consists of, if there is nothing else to it. */
const wrappers = new Set(['expression', 'booleanExpression', 'valueExpression', 'primaryExpression']);

class TypeChecker {
  readonly problems: SyntaxProblem[] = [];
  readonly #reader: RuleReader;
  readonly #columnsOf: ColumnsOf;

  constructor(reader: RuleReader, columnsOf: ColumnsOf) {
    this.#reader = reader;
    this.#columnsOf = columnsOf;
  }

  /** @param select what the innermost SELECT reads from; undefined where names may mean something else */
  visit(node: ParseTree, select: SelectColumns | undefined): void {
    if (!isRule(node)) return;
    const rule = this.#reader.ruleOf(node);
    const children = childrenOf(node);
    // ORDER BY also knows what a SELECT calls its columns, and a lambda has names of its own.
    const isOther = rule === 'sortItem' || children.some(child => child.getText() === '->');
    const inside = rule === 'querySpecification' ? this.#columnsIn(node) : isOther ? undefined : select;
    if (inside !== undefined) this.#check(node, children, inside);
    for (const child of children) this.visit(child, inside);
  }

  #columnsIn(select: ParserRuleContext): SelectColumns {
    return new SelectColumns(select, this.#reader, this.#columnsOf);
  }

  #check(node: ParserRuleContext, children: readonly ParseTree[], select: SelectColumns): void {
    const rule = this.#reader.ruleOf(node);
    const [first, second, third] = children;
    if (first === undefined || second === undefined) return;
    if (rule === 'booleanExpression' && this.#reader.ruleOf(second) === 'predicate')
      this.#predicate(first, second, select);
    else if (rule === 'valueExpression' && third !== undefined) this.#operator(first, second, third, select);
  }

  #predicate(left: ParseTree, predicate: ParseTree, select: SelectColumns): void {
    const [operator, ...rest] = childrenOf(predicate).filter(part => !/^not$/i.test(part.getText()));
    const [right] = rest;
    if (operator === undefined || right === undefined) return;
    const sign = operator.getText().toUpperCase();
    const operands = rest.filter(part => wrappers.has(this.#reader.ruleOf(part) ?? ''));
    if (sign === 'BETWEEN') this.#between(left, predicate, operands, select);
    else if (sign === 'IN') this.#in(left, operands, select);
    else if (comparisons.has(sign)) this.#operator(left, operator, right, select);
  }

  #between(left: ParseTree, at: ParseTree, bounds: readonly ParseTree[], select: SelectColumns): void {
    const [type, from, to] = [left, ...bounds].map(each => this.#typeOf(each, select));
    if (type === undefined || from === undefined || to === undefined) return;
    const other = [from, to].find(each => isRefused('=', type, each));
    if (other !== undefined)
      this.#tell(at, `Cannot check if ${type} is BETWEEN ${from} and ${to}`, type, other);
  }

  #in(left: ParseTree, items: readonly ParseTree[], select: SelectColumns): void {
    const type = this.#typeOf(left, select);
    for (const item of items) {
      const other = this.#typeOf(item, select);
      if (type === undefined || other === undefined) return;
      if (!isRefused('=', type, other)) continue;
      const message = `IN value and list items must be the same type or coercible to a common type: ${type}, ${other}`;
      this.#tell(item, message, type, other);
      return;
    }
  }

  #operator(left: ParseTree, operator: ParseTree, right: ParseTree, select: SelectColumns): void {
    const [one, other] = [this.#typeOf(left, select), this.#typeOf(right, select)];
    const sign = operator.getText();
    if (one === undefined || other === undefined || !isRefused(sign, one, other)) return;
    const message =
      sign === '||'
        ? `Unexpected parameters (${one}, ${other}) for function concat`
        : `Cannot apply operator: ${one} ${sign} ${other}`;
    this.#tell(operator, message, one, other);
  }

  #tell(at: ParseTree, message: string, one: string, other: string): void {
    this.problems.push({ ...placeOf(at), message: `${message}. ${adviceFor(one, other)}` });
  }

  /** The type of an expression; undefined where it is not certain, or there is none. */
  #typeOf(node: ParseTree, select: SelectColumns): string | undefined {
    const rule = this.#reader.ruleOf(node);
    if (rule === 'columnName') return select.typeOf(this.#reader.identifiersIn(node).map(nameOf));
    if (rule === 'string') return textType(node.getText());
    if (rule === 'number') return numberType(node.getText());
    if (rule === 'booleanValue') return 'boolean';
    const [first, second, third] = childrenOf(node);
    if (first === undefined || !wrappers.has(rule ?? '')) return undefined;
    if (second === undefined) return this.#typeOf(first, select);
    if (third === undefined) {
      if (/^[+-]$/.test(first.getText())) return this.#typeOf(second, select);
      const isDate = first.getText().toLowerCase() === 'date' && this.#reader.ruleOf(second) === 'string';
      return isDate ? 'date' : undefined;
    }
    if (first.getText() === '(' && this.#reader.ruleOf(second) === 'expression')
      return third.getText() === ')' ? this.#typeOf(second, select) : undefined;
    if (second.getText() !== '||') return undefined;
    const parts = [this.#typeOf(first, select), this.#typeOf(third, select)];
    return parts.every(type => type?.startsWith('varchar')) ? 'varchar' : undefined;
  }
}

/**
 * Where a query certainly applies an operator to types that it does not have, in Athena's words: between columns of
 * tables that are known and literals. Trino converts among numbers, and from dates to timestamps, but text to nothing.
 */
export const mismatchedTypes = (
  { tree, ruleNames }: Parsed<ParserRuleContext>,
  columnsOf: ColumnsOf,
): readonly SyntaxProblem[] => {
  const checker = new TypeChecker(new RuleReader(ruleNames), columnsOf);
  checker.visit(tree, undefined);
  return checker.problems;
};
