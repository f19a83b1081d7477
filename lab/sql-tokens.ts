/** A piece of SQL as it is written. Numbers are words here, and a placeholder such as `${sor}` is a name. */
export interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'sign' | 'end';
  readonly text: string;
  /** Offset of its first code unit in the SQL. */
  readonly at: number;
}

/** Why a statement is refused. Together they read as `<what> at line 1, column 8<advice>`. */
export class SqlProblem extends Error {
  readonly what: string;
  readonly at: number;
  readonly advice: string;

  constructor(what: string, at: number, advice: string) {
    super(what);
    this.what = what;
    this.at = at;
    this.advice = advice;
  }
}

/** White space and comments to the end of a line, words and numbers, placeholders, operators and brackets. */
const simple = /([ \t\r\n]+|--[^\r\n]*)|([uU]&(?=')|\w+)|(\$\{[a-z.]+\})|([-+*/%=<>!|?.,:;()[\]{}^])/y;

/** The end of a quoted text or name: a doubled quote is one quote, a backslash is itself. */
const endOfQuoted = (sql: string, at: number, quote: string): number => {
  let end = sql.indexOf(quote, at + 1);
  while (end >= 0 && sql.charAt(end + 1) === quote) end = sql.indexOf(quote, end + 2);
  if (end < 0)
    throw new SqlProblem(`opens a ${quote === '"' ? 'quoted name' : 'text'}`, at, ' and does not close it');
  return end + 1;
};

const endOfComment = (sql: string, at: number): number => {
  const end = sql.indexOf('*/', at + 2);
  if (end < 0) throw new SqlProblem('opens a comment', at, ' and does not close it');
  // DuckDB would read on to the end of the outer comment; Trino stops at the first end.
  if (sql.slice(at + 2, end + 1).includes('/*'))
    throw new SqlProblem('has a comment inside the comment', at, ': remove the inner one');
  return end + 2;
};

/**
 * The tokens of Trino's grammar (SqlBase.g4), then one of kind `end`. DuckDB, which answers on the local AWS, reads the
 * same text, so it refuses what DuckDB would split differently: `E'…'`, `$$…$$`, backquotes, backslashes, nested
 * comments.
 *
 * @throws SqlProblem
 */
export function* sqlTokens(sql: string): Generator<Token, undefined> {
  let before = '';
  for (let at = 0; at < sql.length; at += before.length) {
    const start = sql.charAt(at);
    if (start === "'" || start === '"') {
      // In DuckDB, an e before the quote, alone or at a number's end, makes a backslash escape a quote.
      if (start === "'" && /^(\d\w*)?e$/i.test(before))
        throw new SqlProblem(
          `has ${before}'…'`,
          at - before.length,
          ", which Athena does not know: write '…'",
        );
      before = sql.slice(at, endOfQuoted(sql, at, start));
      yield { kind: start === '"' ? 'name' : 'text', text: before, at };
    } else if (sql.startsWith('/*', at)) before = sql.slice(at, endOfComment(sql, at));
    else {
      simple.lastIndex = at;
      const [text, blank, word, placeholder] = simple.exec(sql) ?? [];
      if (text === undefined)
        throw new SqlProblem(
          `has '${String.fromCodePoint(sql.codePointAt(at) ?? 0)}'`,
          at,
          ', which Athena does not allow there: put names into "double" quotes and texts into \'single\' ones',
        );
      before = text;
      if (blank === undefined)
        yield { kind: word !== undefined ? 'word' : placeholder !== undefined ? 'name' : 'sign', text, at };
    }
  }
  yield { kind: 'end', text: '', at: sql.length };
}
