import type { ParserRuleContext, ParseTree, TerminalNode } from 'antlr4ng';

/** A part of a statement's tree that has a rule of the grammar. */
export const isRule = (node: ParseTree): node is ParserRuleContext => 'ruleIndex' in node;

const isWord = (node: ParseTree): node is TerminalNode => 'symbol' in node;

export const childrenOf = (node: ParseTree): ParseTree[] =>
  Array.from({ length: node.getChildCount() }, (_, index) => node.getChild(index)).filter(
    (child): child is ParserRuleContext | TerminalNode => child !== null,
  );

/** Names are the same in any case, also in quotes: https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html */
export const nameOf = (node: ParseTree): string => {
  const text = node.getText();
  return (text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text).toLowerCase();
};

/** Where a part begins, both counted from 1. */
export const placeOf = (node: ParseTree): { readonly line: number; readonly column: number } => {
  const token = isRule(node) ? node.start : isWord(node) ? node.symbol : null;
  return { line: token?.line ?? 1, column: (token?.column ?? 0) + 1 };
};

/** Looks at trees by the names of the grammar's rules. */
export class RuleReader {
  readonly #ruleNames: readonly string[];

  constructor(ruleNames: readonly string[]) {
    this.#ruleNames = ruleNames;
  }

  /** Undefined for a word or sign. */
  ruleOf(node: ParseTree): string | undefined {
    return isRule(node) ? this.#ruleNames[node.ruleIndex] : undefined;
  }

  identifiersIn(node: ParseTree): ParseTree[] {
    return this.ruleOf(node) === 'identifier'
      ? [node]
      : childrenOf(node).flatMap(child => this.identifiersIn(child));
  }
}
