import type { ParserRuleContext, ParseTree } from 'antlr4ng';
import type { Parsed, SyntaxProblem } from './parse.ts';
import { childrenOf, isRule, nameOf, placeOf, RuleReader } from './tree.ts';

/** A table as a query names it: `sor.orders`, without quotes and in lower case. */
export interface TableName {
  readonly parts: readonly string[];
  readonly line: number;
  readonly column: number;
}

/** A name without a table in front of it, where only a column can stand. */
interface Use {
  readonly name: string;
  readonly line: number;
  readonly column: number;
  /** The SELECTs around it, from outside to inside. */
  readonly selects: readonly ParserRuleContext[];
}

export interface NamesInQuery {
  /** Those that the query does not name itself, in WITH. */
  readonly tables: readonly TableName[];
  readonly uses: readonly Use[];
  /** What a SELECT calls its columns, with that SELECT. */
  readonly aliases: readonly { readonly name: string; readonly select: ParserRuleContext | undefined }[];
  /** Everything else that is called something, and may be a column: fields, columns of WITH, parameters of lambdas. */
  readonly others: ReadonlySet<string>;
}

/** What a query calls its tables and columns. */
export const namesInQuery = ({ tree, ruleNames }: Parsed<ParserRuleContext>): NamesInQuery => {
  const tables: TableName[] = [];
  const uses: Use[] = [];
  const aliases: { name: string; select: ParserRuleContext | undefined }[] = [];
  const others = new Set<string>();
  const queries = new Set<string>();
  const reader = new RuleReader(ruleNames);

  const visit = (node: ParseTree, selects: readonly ParserRuleContext[]): void => {
    if (!isRule(node)) return;
    const rule = reader.ruleOf(node);
    if (rule === 'functionName') return;
    if (rule === 'tableRef') {
      tables.push({ parts: reader.identifiersIn(node).map(nameOf), ...placeOf(node) });
      return;
    }
    if (rule === 'columnRef' || rule === 'columnName') {
      const parts = reader.identifiersIn(node).map(nameOf);
      const [name] = parts;
      if (parts.length === 1 && name !== undefined) uses.push({ name, ...placeOf(node), selects });
      else for (const part of parts) others.add(part);
      return;
    }
    const children = childrenOf(node);
    const inside = rule === 'querySpecification' ? [...selects, node] : selects;
    for (const child of children) {
      if (reader.ruleOf(child) !== 'identifier') visit(child, inside);
      else if (rule === 'selectItem') aliases.push({ name: nameOf(child), select: inside.at(-1) });
      else {
        others.add(nameOf(child));
        if (rule === 'namedQuery') queries.add(nameOf(child));
      }
    }
  };
  visit(tree, []);
  return {
    tables: tables.filter(({ parts }) => parts.length > 1 || !queries.has(parts[0] ?? '')),
    uses,
    aliases,
    others,
  };
};

/**
 * The columns of a query that certainly nothing has: no table, nothing in the query itself, or only a SELECT that does
 * not give its names to the place, as in `GROUP BY` (DuckDB allows that, Athena does not).
 *
 * @param isColumn whether a table has a column of this name
 */
export const unresolvedColumns = (
  { uses, aliases, others }: NamesInQuery,
  isColumn: (name: string) => boolean,
): SyntaxProblem[] =>
  uses.flatMap(({ name, line, column, selects }) => {
    // The engine's own columns, such as "$path".
    if (name.startsWith('$') || isColumn(name) || others.has(name)) return [];
    const given = aliases.filter(alias => alias.name === name);
    if (given.some(({ select }) => select === undefined || !selects.includes(select))) return [];
    const why =
      given.length === 0
        ? ''
        : '. Only ORDER BY knows what this SELECT calls its columns: repeat the expression, or ask in a subquery';
    return [{ line, column, message: `Column '${name}' cannot be resolved${why}` }];
  });
