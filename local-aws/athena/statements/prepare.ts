import type { DdlStatementContext } from 'dt-sql-parser/dist/lib/hive/HiveSqlParser.js';
import { parseHive } from '../../../sql/hive.ts';
import type { SyntaxProblem } from '../../../sql/parse.ts';
import { AthenaRefusal, errorTypes } from '../refusal.ts';
import { alterTable } from './alter-table.ts';
import { blockCommentRefusal } from './block-comments.ts';
import type { PreparedStatement, StatementContext, StatementResult, Work } from './context.ts';
import { createTable } from './create-table.ts';
import { alterDatabase, createDatabase, dropDatabase } from './databases.ts';
import { describe, showColumns } from './describe.ts';
import { dropTable } from './drop-table.ts';
import { type Kind, kindOf, wordsOf } from './kinds.ts';
import { malformed, notSupported, parseError, tableNotFound } from './refusals.ts';
import { repairTable } from './repair.ts';
import { show } from './show.ts';
import { syntaxRefusal, typeRefusal } from './syntax.ts';
import { hiveTokens, isSign, isWord, placeOf, type Token, withoutBlockComments } from './tokens.ts';
import { dropView, showCreateView } from './views.ts';

/**
 * Reads one of Athena's definitions or utility statements, up to the point at which Athena answers StartQueryExecution.
 * Undefined: it is none, so the engine runs it.
 *
 * @throws AthenaRefusal whose `when` is `start`
 */
export const prepareStatement = async (
  sql: string,
  context: StatementContext,
): Promise<PreparedStatement | undefined> => {
  const all = hiveTokens(sql);
  const [statement, ...more] = statementsIn(all);
  const kind = statement && kindOf(wordsOf(statement));
  if (statement === undefined || kind === undefined || isCreatedFromQuery(kind, statement)) return undefined;
  if (more.length > 0) throw malformed(`Only one sql statement is allowed. Got: ${sql.trimEnd()}`);
  if (kind.unsupported) throw notSupported(kind.substatement);
  const text = sql.slice(0, end(statement));
  try {
    const work = await workOf(kind, text, statement, context);
    return { type: kind.type, substatement: work.substatement ?? kind.substatement, run: work.run };
  } catch (error) {
    if (!(error instanceof AthenaRefusal) || error.when === 'start') throw error;
    return { type: kind.type, substatement: kind.substatement, run: () => Promise.reject(error) };
  }
};

/**
 * Runs one of Athena's definitions or utility statements against the catalog.
 * Undefined: it is none, so the engine runs it.
 *
 * @throws AthenaRefusal
 */
export const runStatement = async (
  sql: string,
  context: StatementContext,
): Promise<StatementResult | undefined> => {
  const prepared = await prepareStatement(sql, context);
  if (prepared === undefined) return undefined;
  const { type, substatement } = prepared;
  return { type, substatement, ...(await prepared.run()) };
};

/** The statements between semicolons, without empty ones. */
const statementsIn = (tokens: readonly Token[]): readonly (readonly Token[])[] => {
  const statements: Token[][] = [[]];
  for (const token of tokens)
    if (isSign(token, ';')) statements.push([]);
    else statements.at(-1)?.push(token);
  return statements.filter(({ length }) => length > 0);
};

const end = (statement: readonly Token[]): number => {
  const last = statement.at(-1);
  return last === undefined ? 0 : last.at + last.text.length;
};

/** CREATE TABLE … AS SELECT is a query's; a format's AS follows STORED, and NULL's follows DEFINED. */
const isCreatedFromQuery = ({ substatement }: Kind, statement: readonly Token[]): boolean => {
  if (substatement !== 'CREATE_TABLE' || isWord(statement[1], 'EXTERNAL')) return false;
  let depth = 0;
  return statement.some((token, at) => {
    if (isSign(token, '(')) depth += 1;
    if (isSign(token, ')')) depth -= 1;
    return depth === 0 && isWord(token, 'AS') && !isWord(statement[at - 1], 'STORED', 'DEFINED');
  });
};

/**
 * The text as Hive's grammar can read it, of the same length, so that places stay right. Athena itself takes its own
 * catalog's name out of a statement's names, and takes names in double quotes if they are a view's. Both were measured.
 */
const readable = (text: string, statement: readonly Token[]): string => {
  let read = withoutBlockComments(text);
  const put = (at: number, replacement: string): void => {
    read = read.slice(0, at) + replacement + read.slice(at + replacement.length);
  };
  const describing = isDescription(statement);
  for (const [at, token] of statement.entries()) {
    const [dot, before] = [statement[at + 1], statement[at - 1]];
    if (/^(`?)awsdatacatalog\1$/i.test(token.text) && dot && isSign(dot, '.') && !isSign(before, '.'))
      put(token.at, ' '.repeat(dot.at + 1 - token.at));
    if (!describing || token.kind !== 'text') continue;
    const inside = token.text.slice(1, -1);
    if (token.text.startsWith('"')) put(token.at, `\`${inside}\``);
    else if (/^\$(elem|key|value)\$$/i.test(inside)) put(token.at, ` ${inside} `);
  }
  return read;
};

const isDescription = ([first, second]: readonly Token[]): boolean =>
  isWord(first, 'DESCRIBE', 'DESC') || (isWord(first, 'SHOW') && isWord(second, 'COLUMNS'));

const workOf = async (
  kind: Kind,
  text: string,
  statement: readonly Token[],
  context: StatementContext,
): Promise<Work> => {
  if (kind.substatement === 'DROP_VIEW') return dropView(statement, context);
  if (kind.substatement === 'SHOW_CREATE_VIEW') return showCreateView(statement, context);
  const wrong = typeRefusal(text, statement);
  if (wrong) throw wrong;
  if (kind.substatement === 'ALTER_TABLE_DROP_COLUMN') throw noDropColumn(text, statement);
  if (isWord(statement[0], 'DESCRIBE', 'DESC') && isWord(statement[1], 'TABLE'))
    // https://docs.aws.amazon.com/athena/latest/ug/describe-table.html
    throw tableNotFound('table', 'write DESCRIBE and the name, without TABLE');
  const work = await workOfTree(await parsed(kind, readable(text, statement), statement), context);
  if (work.substatement === 'DESC_VIEW') return work;
  refuseQuoted(kind, text, statement);
  const comment = blockCommentRefusal(kind.substatement, text, statement);
  if (comment) throw comment;
  return work;
};

const parsed = async (
  kind: Kind,
  text: string,
  statement: readonly Token[],
): Promise<DdlStatementContext> => {
  const { tree, errors } = await parseHive(text);
  const [problem] = errors;
  const number = problem && statement.find(token => isPropertysNumber(token, text, problem));
  if (number) {
    const { at } = number;
    const end = at + number.text.length;
    const quoted = `${text.slice(0, at)}'${number.text}'${text.slice(end)}`;
    return parsed(kind, quoted, hiveTokens(quoted));
  }
  if (problem) throw await syntaxRefusal(text, statement, problem);
  const ddl = tree.statement()[0]?.execStatement()?.ddlStatement();
  if (!ddl) throw notSupported(kind.substatement);
  return ddl;
};

/**
 * Whether the grammar stops at a number where a property's value has to be. Athena's example has `'compression_level' = 4`:
 * https://docs.aws.amazon.com/athena/latest/ug/alter-table-set-tblproperties.html
 */
const isPropertysNumber = (
  { text, at }: Token,
  sql: string,
  { line, column, message }: SyntaxProblem,
): boolean => {
  const place = placeOf(sql, at);
  const isThere = place.line === line && place.column + 1 === column;
  return isThere && /^\d+$/.test(text) && /=\s*$/.test(sql.slice(0, at)) && message.endsWith('StringLiteral');
};

const workOfTree = async (tree: DdlStatementContext, context: StatementContext): Promise<Work> => {
  const [creation, dropping] = [tree.createDatabaseStatement(), tree.dropDatabaseStatement()];
  if (creation) return createDatabase(creation, context);
  if (dropping) return dropDatabase(dropping, context);
  const [table, dropped] = [tree.createTableStatement(), tree.dropTableStatement()];
  if (table) return createTable(table, context);
  if (dropped) return dropTable(dropped, context);
  const altered = tree.alterStatement();
  const [database, name, suffix] = [
    altered?.alterDatabaseStatementSuffix(),
    altered?.tableName(),
    altered?.alterTableStatementSuffix(),
  ];
  if (database) return alterDatabase(database, context);
  if (name && suffix) return alterTable(name, suffix, context);
  const [check, description, shown] = [tree.metastoreCheck(), tree.descStatement(), tree.showStatement()];
  if (check) return repairTable(check, context);
  if (description) return describe(description, context);
  if (shown) return shown.KW_COLUMNS() ? showColumns(shown, context) : show(shown, context);
  throw notSupported(tree.getText());
};

/** Only a view's name may stand in double quotes. Measured, but for the end of SHOW COLUMNS' message. */
const refuseQuoted = (kind: Kind, text: string, statement: readonly Token[]): void => {
  const quoted = statement.find(token => token.kind === 'text' && token.text.startsWith('"'));
  if (!quoted || !isDescription(statement)) return;
  const { line, column } = placeOf(text, quoted.at);
  const start = statement[0]?.at ?? 0;
  const read = `${text.slice(start, quoted.at)}${quoted.text}`;
  throw malformed(
    kind.substatement === 'SHOW_COLUMNS'
      ? `line ${line}:${column + 1}: mismatched input '${quoted.text}' expecting a name`
      : `line ${line}:${column + 1}: no viable alternative at input '${read.replaceAll('\n', '\\n')}'`,
    `write ${quoted.text.slice(1, -1)}, or \`${quoted.text.slice(1, -1)}\` in backquotes`,
  );
};

/** Measured: Hive has no such clause; on Iceberg tables, Athena has. */
const noDropColumn = (text: string, statement: readonly Token[]): AthenaRefusal => {
  const at = statement.findIndex(token => isWord(token, 'COLUMN'));
  const place = placeOf(text, statement[at]?.at ?? 0);
  const input = `mismatched input '${statement[at]?.text}' expecting`;
  return parseError(
    place,
    `${input} PARTITION near '${statement[at - 1]?.text}' in drop partition statement`,
    {
      category: 2,
      type: errorTypes.syntaxError,
      errorMessage: `line ${place.line}:${place.column + 1}: ${input} 'PARTITION'`,
      hint: 'write ALTER TABLE … REPLACE COLUMNS with the columns to keep',
    },
  );
};
