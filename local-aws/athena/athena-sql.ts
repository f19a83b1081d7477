import { SqlProblem, sqlTokens, type Token } from '../../lab/sql-tokens.ts';
import { unloadCatalog } from '../trino/settings.ts';
import { AthenaRefusal, errorTypes } from './refusal.ts';

/** What a statement is to Athena. */
export interface StatementKind {
  /** https://docs.aws.amazon.com/athena/latest/APIReference/API_QueryExecution.html */
  readonly type: 'DDL' | 'DML' | 'UTILITY';
  readonly substatement: string;
}

/** A statement for Trino that does what an Athena statement says. */
export interface EngineStatement extends StatementKind {
  readonly sql: string;
  /** Session properties of Trino. */
  readonly session: Readonly<Record<string, string>>;
  /** Where it writes files, if it names the place, with a slash at the end. */
  readonly writesTo?: string;
  /** The table that it inserts into. */
  readonly into?: { readonly database: string | undefined; readonly table: string };
  /** What to run when it has ended. */
  readonly afterwards?: string;
}

/** A statement about prepared statements, which Athena keeps in the workgroup. */
export type PreparedStatement =
  | { readonly does: 'prepare'; readonly name: string; readonly statement: string }
  | { readonly does: 'execute'; readonly name: string; readonly rest: string }
  | { readonly does: 'deallocate'; readonly name: string };

const malformed = (message: string): AthenaRefusal => new AthenaRefusal(message, { when: 'start' });

const refused = (message: string): AthenaRefusal =>
  new AthenaRefusal(message, { when: 'run', type: errorTypes.notSupported });

/** A statement's tokens, and the words that it begins with. */
export interface ReadStatement {
  /** Without a semicolon at the end. */
  readonly sql: string;
  readonly tokens: readonly Token[];
  /** In upper case, up to the first that is no word. */
  readonly words: readonly string[];
}

/**
 * Reads a statement. @throws AthenaRefusal if there are several, or none
 */
export const readStatement = (sql: string): ReadStatement => {
  const tokens = tokensOf(sql);
  const semicolon = tokens.findIndex(({ text, kind }) => kind === 'sign' && text === ';');
  const one = semicolon < 0 ? tokens.filter(({ kind }) => kind !== 'end') : tokens.slice(0, semicolon);
  if (semicolon >= 0 && tokens[semicolon + 1]?.kind !== 'end')
    throw malformed(`Only one sql statement is allowed. Got: ${sql}`);
  if (one.length === 0 && sql.trim() === '') throw malformed('Query string is empty');
  const end = one.findIndex(({ kind }) => kind !== 'word');
  const words = (end < 0 ? one : one.slice(0, end)).map(({ text }) => text.toUpperCase());
  return { sql: semicolon < 0 ? sql : sql.slice(0, tokens[semicolon]?.at), tokens: one, words };
};

/** What our tokens cannot read (a backquote) is Hive's, or a mistake that the engine explains best. */
const tokensOf = (sql: string): readonly Token[] => {
  try {
    return [...sqlTokens(sql)];
  } catch (error) {
    if (!(error instanceof SqlProblem)) throw error;
    const [first = ''] = /[a-z]+/i.exec(sql.replaceAll(/--[^\n]*|\/\*.*?\*\//gs, ' ')) ?? [];
    return first === '' ? [] : [{ kind: 'word', text: first, at: sql.indexOf(first) }];
  }
};

/** Undefined: another statement. */
export const preparedStatement = ({ sql, tokens, words }: ReadStatement): PreparedStatement | undefined => {
  const after = (index: number): string => sql.slice(tokens[index]?.at ?? sql.length).trim();
  const nameAt = (index: number): string => (tokens[index]?.text ?? '').replaceAll('"', '');
  const [first, second] = words;
  if (first === 'PREPARE') return { does: 'prepare', name: nameAt(1), statement: after(3) };
  if (first === 'EXECUTE' && second !== 'IMMEDIATE')
    return { does: 'execute', name: nameAt(1), rest: after(2) };
  if (first === 'DEALLOCATE') return { does: 'deallocate', name: nameAt(2) };
  return undefined;
};

/** Where a query's files go. */
export interface Place {
  readonly queryId: string;
  /** Where the workgroup's results go, with a slash at the end. */
  readonly results: string;
  /** Whether nobody may say otherwise. */
  readonly isEnforced: boolean;
}

/**
 * What Trino has to run for one of Athena's statements.
 * @throws AthenaRefusal for what Athena does not run, either
 */
export const engineStatement = (statement: ReadStatement, place: Place): EngineStatement => {
  const { sql, words } = statement;
  const as = (type: StatementKind['type'], substatement: string): EngineStatement => ({
    type,
    substatement,
    sql,
    session: {},
  });
  switch (words[0]) {
    case 'SELECT':
    case 'WITH':
    case 'VALUES':
    case 'TABLE':
    case undefined:
      return as('DML', 'SELECT');
    case 'EXECUTE':
      return as('DML', 'EXECUTE');
    case 'INSERT':
      return { ...as('DML', 'INSERT'), into: tableAfter(statement, 'INTO') };
    case 'DELETE':
    case 'UPDATE':
    case 'MERGE':
      return as('DML', words[0]);
    case 'EXPLAIN':
    case 'SHOW':
      return as('UTILITY', words[0]);
    case 'UNLOAD':
      return unload(statement, place);
    case 'CREATE':
      if (words.includes('VIEW')) return as('DDL', 'CREATE_VIEW');
      if (words[1] === 'TABLE') return createTableAs(statement, place);
  }
  throw malformed('Queries of this type are not supported');
};

/** The last two parts of the name that follows a word. */
const tableAfter = ({ tokens }: ReadStatement, word: string): NonNullable<EngineStatement['into']> => {
  const start = tokens.findIndex(({ text }) => text.toUpperCase() === word) + 1;
  const parts = [tokens[start]?.text ?? ''];
  for (let at = start + 1; tokens[at]?.text === '.'; at += 2) parts.push(tokens[at + 1]?.text ?? '');
  const names = parts.map(part => part.replaceAll('"', '').toLowerCase());
  return { database: names.at(-2), table: names.at(-1) ?? '' };
};

/** https://docs.aws.amazon.com/athena/latest/ug/create-table-as.html */
const createTableAs = (
  { sql, tokens }: ReadStatement,
  { queryId, results, isEnforced }: Place,
): EngineStatement => {
  const as = indexOutsideBrackets(tokens, 'AS');
  if (as < 0) throw malformed('External keyword required for table type HIVE');
  const found = indexOutsideBrackets(tokens.slice(0, as), 'WITH');
  const properties = found < 0 ? new Map<string, string>() : readProperties(sql, tokens, found + 1);
  if (/iceberg/i.test(properties.get('table_type') ?? ''))
    throw refused('The local AWS has no Iceberg tables: leave table_type out.');
  const location = properties.get('external_location');
  if (location !== undefined && isEnforced)
    throw refused(
      "The Create Table As Select query failed because it was submitted with an 'external_location' property to an " +
        'Athena Workgroup that enforces a centralized output location for all queries. Please remove the ' +
        "'external_location' property and resubmit the query.",
    );
  const writesTo = withSlash(location === undefined ? `${results}tables/${queryId}` : textOf(location));
  const { written, session } = fileProperties(properties, 'awsdatacatalog');
  const head = sql.slice(0, tokens[found < 0 ? as : found]?.at).trimEnd();
  return {
    type: 'DML',
    substatement: 'CREATE_TABLE_AS_SELECT',
    sql: `${head} WITH (${[...written, `external_location = ${quoted(writesTo)}`].join(', ')}) ${sql.slice(tokens[as]?.at)}`,
    session,
    writesTo,
  };
};

/** https://docs.aws.amazon.com/athena/latest/ug/unload.html */
const unload = ({ sql, tokens }: ReadStatement, { queryId }: Place): EngineStatement => {
  const to = indexOutsideBrackets(tokens, 'TO');
  const place = tokens[to + 1];
  if (
    tokens[1]?.text !== '(' ||
    to < 0 ||
    place?.kind !== 'text' ||
    tokens[to + 2]?.text.toUpperCase() !== 'WITH'
  )
    throw malformed(
      "line 1:1: UNLOAD has the form UNLOAD (SELECT …) TO 's3://bucket/folder/' WITH (format = 'PARQUET')",
    );
  const properties = readProperties(sql, tokens, to + 3);
  if (!properties.has('format')) throw malformed('UNLOAD needs the property format');
  const writesTo = withSlash(textOf(place.text));
  const { written, session } = fileProperties(properties, unloadCatalog);
  const table = `${unloadCatalog}.main."${queryId}"`;
  const query = sql.slice((tokens[1]?.at ?? 0) + 1, tokens[to - 1]?.at);
  return {
    type: 'DML',
    substatement: 'UNLOAD',
    sql: `CREATE TABLE ${table} WITH (${[...written, `external_location = ${quoted(writesTo)}`].join(', ')}) AS ${query}`,
    session,
    writesTo,
    afterwards: `DROP TABLE IF EXISTS ${table}`,
  };
};

/** Trino's table and session properties for Athena's. */
const fileProperties = (
  properties: ReadonlyMap<string, string>,
  catalog: string,
): { readonly written: readonly string[]; readonly session: Readonly<Record<string, string>> } => {
  const written: string[] = [];
  const session: Record<string, string> = {};
  for (const [name, value] of properties) {
    if (/^(?:write_|parquet_|orc_)?compression$/.test(name))
      session[`${catalog}.compression_codec`] = codec(textOf(value));
    else if (name === 'field_delimiter') written.push(`textfile_field_separator = ${value}`);
    else if (!ignored.has(name)) written.push(`${name} = ${value}`);
  }
  if (!properties.has('format')) written.push("format = 'PARQUET'");
  return { written, session };
};

/** Said elsewhere, true of all tables here, or without meaning in Trino. */
const ignored = new Set(['external_location', 'table_type', 'is_external', 'compression_level']);

const codecs: Readonly<Record<string, string>> = { UNCOMPRESSED: 'NONE', ZLIB: 'GZIP' };
const codec = (name: string): string => {
  const upper = name.toUpperCase();
  const known = codecs[upper] ?? upper;
  if (['NONE', 'SNAPPY', 'LZ4', 'ZSTD', 'GZIP'].includes(known)) return known;
  throw refused(`The local AWS does not compress with ${name}: use GZIP, SNAPPY, ZSTD, LZ4 or NONE.`);
};

/** The position of a word outside all brackets; -1 if there is none. */
const indexOutsideBrackets = (tokens: readonly Token[], word: string): number => {
  let depth = 0;
  return tokens.findIndex(({ kind, text }) => {
    if (kind === 'sign') depth += bracket(text);
    return depth === 0 && kind === 'word' && text.toUpperCase() === word;
  });
};

const bracket = (sign: string): number => ('([{'.includes(sign) ? 1 : ')]}'.includes(sign) ? -1 : 0);

/** Properties in brackets that open at a token: names in lower case, and values as they are written. */
const readProperties = (sql: string, tokens: readonly Token[], open: number): Map<string, string> => {
  const properties = new Map<string, string>();
  let depth = 0;
  let start = open + 1;
  for (let index = open; index < tokens.length; index += 1) {
    const { kind, text } = tokens[index] ?? { kind: 'end', text: '' };
    if (kind === 'sign') depth += bracket(text);
    const isEnd = depth === 0;
    if (!isEnd && !(depth === 1 && text === ',' && kind === 'sign')) continue;
    const name = tokens[start]?.text.replaceAll('"', '').toLowerCase();
    if (name !== undefined && index > start)
      properties.set(name, sql.slice(tokens[start + 2]?.at, tokens[index]?.at).trim());
    start = index + 1;
    if (isEnd) return properties;
  }
  return properties;
};

const textOf = (literal: string): string => literal.replace(/^'|'$/g, '').replaceAll("''", "'");
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
export const withSlash = (location: string): string => (location.endsWith('/') ? location : `${location}/`);
