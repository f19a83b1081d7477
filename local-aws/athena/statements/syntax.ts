import { problemText, type SyntaxProblem } from '../../../sql/parse.ts';
import { parseTrino } from '../../../sql/trino.ts';
import type { AthenaRefusal } from '../refusal.ts';
import { malformed, parseError } from './refusals.ts';
import { isSign, isWord, placeOf, type Token } from './tokens.ts';

/**
 * What Athena says of a definition that Hive's grammar does not know: it reads it again as a query, and names the place
 * where that stops, be it as far from the mistake as the second word.
 */
export const syntaxRefusal = async (
  sql: string,
  tokens: readonly Token[],
  problem: SyntaxProblem,
): Promise<AthenaRefusal> => {
  const hint = `as a definition, it stops at ${shortText(problem)}`;
  const at = (token: Token | undefined, words: string): AthenaRefusal => {
    const { line, column } = placeOf(sql, token?.at ?? 0);
    return malformed(
      `line ${line}:${column + 1}: mismatched input '${token?.text}'. Expecting: ${words}`,
      hint,
    );
  };
  const [first, second] = tokens;
  // Both lists were measured.
  if (isWord(first, 'CREATE') && isWord(second, 'EXTERNAL'))
    return at(second, "'MATERIALIZED', 'MULTI', 'OR', 'PROTECTED', 'ROLE', 'SCHEMA', 'TABLE', 'VIEW'");
  if (isWord(first, 'MSCK')) return at(first, statements);
  const { errors } = await parseTrino(sql);
  return malformed(errors[0] ? problemText(errors[0]) : hivesWords(sql, tokens, problem), hint);
};

/** Without a list of all of Hive's words. */
const shortText = (problem: SyntaxProblem): string =>
  problemText(problem).replace(/\. Expecting: (?:[^,]+,){6}.*$/s, '');

/** Where the grammar has no alternative, Athena quotes the statement up to the word that does not fit. Measured. */
const hivesWords = (sql: string, tokens: readonly Token[], problem: SyntaxProblem): string => {
  const [, input] = /^no viable alternative at input '(.*)'$/s.exec(problem.message) ?? [];
  const last = tokens.find(
    ({ at, text }) => input?.endsWith(text) && sql.slice(0, at + text.length).endsWith(input),
  );
  const [first] = tokens;
  if (!last || !first) return shortText(problem);
  const { line, column } = placeOf(sql, last.at);
  const read = sql.slice(first.at, last.at + last.text.length).replaceAll('\n', '\\n');
  return `line ${line}:${column + 1}: no viable alternative at input '${read}'`;
};

const statements =
  "'ALTER', 'ANALYZE', 'CALL', 'COMMENT', 'COMMIT', 'CREATE', 'DEALLOCATE', 'DELETE', 'DENY', 'DESC', 'DESCRIBE', 'DROP', 'EXECUTE', 'EXPLAIN', 'GRANT', 'INSERT', 'MERGE', 'PREPARE', 'REFRESH', 'RESET', 'REVOKE', 'ROLLBACK', 'SET', 'SHOW', 'START', 'TRUNCATE', 'UNLOAD', 'UPDATE', 'USE', <query>";

/** https://docs.aws.amazon.com/athena/latest/ug/data-types.html, in definitions. */
const types = new Set(
  'ARRAY BIGINT BINARY BOOLEAN CHAR DATE DECIMAL DOUBLE FLOAT INT MAP SMALLINT STRING STRUCT TIMESTAMP TINYINT VARCHAR'.split(
    ' ',
  ),
);

const insteadOf: ReadonlyMap<string, string> = new Map([
  ['INTEGER', 'int'],
  ['LONG', 'bigint'],
  ['REAL', 'float'],
  ['TEXT', 'string'],
  ['NUMERIC', 'decimal'],
  ['DATETIME', 'timestamp'],
  ['BOOL', 'boolean'],
  ['VARBINARY', 'binary'],
  ['JSON', 'string'],
]);

/**
 * The first column type that Athena does not have. Its first look lets any word stand for a type (measured), so the
 * execution fails; the words are those of Hive's parser.
 */
export const typeRefusal = (sql: string, tokens: readonly Token[]): AthenaRefusal | undefined => {
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== 'word' || !isTypesPlace(tokens, at)) continue;
    const word = token.text.toUpperCase();
    const near = tokens
      .slice(at, at + 3)
      .map(({ text }) => `'${text}'`)
      .join(' ');
    if (!types.has(word))
      return parseError(placeOf(sql, token.at), `cannot recognize input near ${near} in column type`, {
        hint: `${token.text} is not a type of Athena's definitions: write ${insteadOf.get(word) ?? 'string'}`,
      });
    const next = tokens[at + 1];
    if ((word === 'CHAR' || word === 'VARCHAR') && next && !isSign(next, '('))
      return parseError(
        placeOf(sql, next.at),
        `mismatched input '${next.text}' expecting ( near '${token.text}' in primitive type specification`,
        { hint: `${token.text} needs a length, such as ${token.text}(20); string has none` },
      );
  }
  return undefined;
};

/** Whether a type has to stand there: after a column's name in a list of columns, or inside `array<…>` and the like. */
const isTypesPlace = (tokens: readonly Token[], at: number): boolean => {
  const [before, name, open] = [tokens[at - 1], tokens[at - 1], tokens[at - 2]];
  if (isSign(before, ':')) return true;
  if (isSign(before, '<')) return isWord(tokens[at - 2], 'ARRAY', 'MAP');
  if (name?.kind !== 'word' && name?.kind !== 'name') return false;
  return (isSign(open, '(') || isSign(open, ',')) && isColumnList(tokens, at - 2);
};

/** Whether the bracket around a token is one of columns: the first after the table's name, or PARTITIONED BY's. */
const isColumnList = (tokens: readonly Token[], from: number): boolean => {
  let depth = 0;
  for (let at = from; at > 0; at -= 1) {
    const token = tokens[at];
    if (isSign(token, ')') || isSign(token, '>')) depth += 1;
    else if (isSign(token, '<')) depth -= 1;
    else if (isSign(token, '(') && depth > 0) depth -= 1;
    else if (isSign(token, '(')) {
      const earlier = tokens.slice(0, at);
      return (
        isWord(tokens[at - 1], 'COLUMNS') ||
        (isWord(tokens[at - 1], 'BY') && isWord(tokens[at - 2], 'PARTITIONED')) ||
        (isWord(tokens[0], 'CREATE') && !earlier.some(each => isSign(each, '(')))
      );
    }
    if (depth < 0) return false;
  }
  return false;
};
