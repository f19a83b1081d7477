import type { ParserRuleContext } from 'antlr4ng';
import type { TrinoSqlListener } from 'dt-sql-parser/dist/lib/trino/TrinoSqlListener.js';
import type { TableRefContext } from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import { parseTrino } from '../../../sql/trino.ts';
import { findTable } from './catalog.ts';
import type { StatementContext } from './context.ts';
import { missingTable } from './missing-table.ts';

/**
 * What there is instead of the first table of a query that the catalog lacks, in one sentence. Undefined: it lacks none,
 * or the query cannot be parsed, so that its own mistake is the one to name.
 */
export const findMissingTables = async (
  sql: string,
  { glue, database }: Pick<StatementContext, 'glue' | 'database'>,
): Promise<string | undefined> => {
  const { tree, errors } = await parseTrino(sql);
  if (errors.length > 0) return undefined;
  const { tables, queries } = namesIn(tree);
  for (const [table = '', schema, catalog] of tables) {
    if (schema === undefined && queries.has(table)) continue;
    if (catalog !== undefined && catalog !== 'awsdatacatalog') continue;
    if (schema === 'information_schema') continue;
    // `"orders$partitions"` lists the partitions of orders.
    const name = { database: schema ?? database.toLowerCase(), table: table.replace(/\$\w+$/, '') };
    if ((await findTable(glue, name)) === undefined) return missingTable(glue, name);
  }
  return undefined;
};

interface Names {
  /** Each as its table, its schema and its catalog, as far as it has them. */
  readonly tables: readonly (readonly string[])[];
  /** Of WITH. */
  readonly queries: ReadonlySet<string>;
}

const namesIn = (tree: ParserRuleContext): Names => {
  const tables: string[][] = [];
  const queries = new Set<string>();
  const listener: TrinoSqlListener = {
    ...ignoring,
    enterTableRef: context => {
      tables.push(partsOf(context));
    },
    enterNamedQuery: ({ _name }) => {
      if (_name) queries.add(nameOf(_name.getText()));
    },
  };
  walk(tree, listener);
  return { tables, queries };
};

const nothing = (): void => undefined;
const ignoring = {
  visitTerminal: nothing,
  visitErrorNode: nothing,
  enterEveryRule: nothing,
  exitEveryRule: nothing,
};

const walk = (node: ParserRuleContext, listener: TrinoSqlListener): void => {
  node.enterRule(listener);
  for (const child of node.children ?? []) if (isRule(child)) walk(child, listener);
};

const isRule = (node: object): node is ParserRuleContext => 'enterRule' in node;

const partsOf = (context: TableRefContext): string[] =>
  context
    .identifier()
    .map(part => nameOf(part.getText()))
    .reverse();

/** Athena's catalog has small letters only. */
const nameOf = (identifier: string): string =>
  (identifier.startsWith('"') ? identifier.slice(1, -1).replaceAll('""', '"') : identifier).toLowerCase();
