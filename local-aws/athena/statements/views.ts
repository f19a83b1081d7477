import type { Table } from '@aws-sdk/client-glue';
import { DeleteTableCommand } from '@aws-sdk/client-glue';
import { isRecord, jsonOf } from '../../../lab/json-of.ts';
import { AthenaRefusal, errorTypes } from '../refusal.ts';
import { findTable, isView } from './catalog.ts';
import { change, lines, type StatementContext, type Work } from './context.ts';
import { missingTable } from './missing-table.ts';
import { catalogNotFound, malformed } from './refusals.ts';
import { isSign, isWord, type Token } from './tokens.ts';
import type { TableName } from './tree.ts';

export interface ViewDefinition {
  readonly sql: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** What Trino and Athena keep of a view in the catalog: `/* Presto View: <base64 of JSON> *​/`. */
export const viewDefinition = ({ ViewOriginalText = '' }: Table): ViewDefinition | undefined => {
  const [, encoded] = /^\/\* Presto View: ([A-Za-z0-9+/=]+) \*\/$/.exec(ViewOriginalText.trim()) ?? [];
  const definition = jsonOf(encoded && Buffer.from(encoded, 'base64').toString());
  if (!isRecord(definition)) return undefined;
  const columns = Array.isArray(definition.columns) ? definition.columns.filter(isRecord) : [];
  return {
    sql: `${definition.originalSql}`,
    columns: columns.map(({ name, type }) => ({ name: `${name}`, type: `${type}` })),
  };
};

const found = async (
  context: StatementContext,
  name: TableName,
): Promise<{ readonly view: Table } | { readonly refusal: AthenaRefusal }> => {
  const view = await findTable(context.glue, name);
  if (view && isView(view)) return { view };
  // Trino's words, as for all statements on views.
  const refusal = new AthenaRefusal(
    `TABLE_NOT_FOUND: line 1:1: View 'awsdatacatalog.${name.database}.${name.table}' does not exist`,
    {
      when: 'run',
      type: errorTypes.notFound,
      hint: view
        ? `${name.table} is a table, not a view`
        : await missingTable(context.glue, { database: name.database, table: name.table }),
    },
  );
  return { refusal };
};

/** DROP VIEW [IF EXISTS] name, in Trino's grammar: names stand in double quotes. */
export const dropView = (tokens: readonly Token[], context: StatementContext): Work => {
  const ifExists = isWord(tokens[2], 'IF') && isWord(tokens[3], 'EXISTS');
  const name = viewName(tokens.slice(ifExists ? 4 : 2), context);
  return change(async () => {
    const answer = await found(context, name);
    if ('view' in answer)
      await context.glue.send(new DeleteTableCommand({ DatabaseName: name.database, Name: name.table }));
    else if (!ifExists) throw answer.refusal;
  });
};

/** SHOW CREATE VIEW name, answered from the catalog: the text is Trino's, as it keeps it. */
export const showCreateView = (tokens: readonly Token[], context: StatementContext): Work => {
  const name = viewName(tokens.slice(3), context);
  return {
    run: async () => {
      const answer = await found(context, name);
      if ('refusal' in answer) throw answer.refusal;
      const { sql = answer.view.ViewOriginalText ?? '' } = viewDefinition(answer.view) ?? {};
      return lines(['create view'], [`CREATE VIEW ${name.database}.${name.table} AS\n${sql}`], 'varchar');
    },
  };
};

const viewName = (tokens: readonly Token[], { database }: StatementContext): TableName => {
  const parts = tokens.filter((_, at) => at % 2 === 0);
  const dots = tokens.filter((_, at) => at % 2 === 1);
  if (tokens.length % 2 === 0 || !dots.every(dot => isSign(dot, '.')) || !parts.every(isName))
    throw malformed(
      `a view's name was expected, not ${tokens.map(({ text }) => text).join('') || 'the end'}`,
    );
  const names = parts.map(({ text }) => unquoted(text).toLowerCase());
  if (names.length > 2 && names[0] !== 'awsdatacatalog') throw catalogNotFound(names[0] ?? '');
  const [schema = '', table = ''] = names.length === 1 ? [database.toLowerCase(), ...names] : names.slice(-2);
  return { database: schema, table, written: names.slice(-2).join('.') };
};

const isName = ({ kind, text }: Token): boolean =>
  kind === 'word' || kind === 'name' || (kind === 'text' && text.startsWith('"'));

const unquoted = (text: string): string => (/^["`]/.test(text) ? text.slice(1, -1) : text);
