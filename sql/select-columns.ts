import type { ParserRuleContext, ParseTree } from 'antlr4ng';
import { childrenOf, isRule, nameOf, type RuleReader } from './tree.ts';

/** A table's columns, by name, with their types in Trino's words; a type is undefined where it is not certain. */
export type Columns = ReadonlyMap<string, string | undefined>;

/** The columns of a table of the given name; undefined if nobody knows. */
export type ColumnsOf = (table: readonly string[]) => Columns | undefined;

/** A table in FROM. */
interface Source {
  /** What its columns can be qualified with. */
  readonly name: string | undefined;
  readonly columns: Columns | undefined;
}

/** Between a relation in FROM and the table's name, if there is nothing else to it. */
const wrappers = new Set([
  'relation',
  'sampledRelation',
  'patternRecognition',
  'relationPrimary',
  'tableOrViewName',
]);

/** What one SELECT reads from, as far as one can be certain. */
export class SelectColumns {
  readonly #sources: readonly Source[];

  /** @param select a `querySpecification` */
  constructor(select: ParserRuleContext, reader: RuleReader, columnsOf: ColumnsOf) {
    const aliased = (node: ParseTree): Source => {
      const [relation, ...rest] = childrenOf(node);
      const table = relation && tableIn(relation);
      const alias = rest.find(child => reader.ruleOf(child) === 'identifier');
      // (a, b) after an alias gives the columns other names.
      const renames = rest.some(child => reader.ruleOf(child) === 'columnAliases');
      const name = alias === undefined ? table?.at(-1) : nameOf(alias);
      return { name, columns: table === undefined || renames ? undefined : columnsOf(table) };
    };
    const tableIn = (node: ParseTree): readonly string[] | undefined => {
      if (reader.ruleOf(node) === 'tableRef') return reader.identifiersIn(node).map(nameOf);
      const [only, ...others] = childrenOf(node);
      return only !== undefined && others.length === 0 && wrappers.has(reader.ruleOf(node) ?? '')
        ? tableIn(only)
        : undefined;
    };
    const sourcesIn = (node: ParseTree): Source[] => {
      const rule = reader.ruleOf(node);
      if (rule === 'aliasedRelation') return [aliased(node)];
      const children = childrenOf(node);
      const inner = children.filter(child =>
        ['relation', 'sampledRelation'].includes(reader.ruleOf(child) ?? ''),
      );
      const [only] = children;
      if (inner.length > 0) return inner.flatMap(sourcesIn);
      return children.length === 1 && only !== undefined && isRule(only)
        ? sourcesIn(only)
        : [{ name: undefined, columns: undefined }];
    };
    this.#sources = childrenOf(select)
      .filter(child => reader.ruleOf(child) === 'relation')
      .flatMap(sourcesIn);
  }

  /**
   * The type of a column.
   * @param parts its name, perhaps with a table's in front of it
   * @returns undefined where it is not certain which column is meant
   */
  typeOf(parts: readonly string[]): string | undefined {
    const [first = '', second, ...more] = parts;
    if (more.length > 0) return undefined;
    const [table, column] = second === undefined ? [undefined, first] : [first, second];
    const candidates = this.#sources.filter(({ name }) => table === undefined || name === table);
    if (candidates.some(({ columns }) => columns === undefined)) return undefined;
    const [found, another] = candidates.filter(({ columns }) => columns?.has(column));
    return another === undefined ? found?.columns?.get(column) : undefined;
  }
}
