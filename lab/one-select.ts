import { SqlProblem, sqlTokens, type Token } from './sql-tokens.ts';

const advice = ': write one SELECT, or WITH … SELECT';
const select = ['SELECT'];
const anyQuery = ['SELECT', 'VALUES', 'TABLE'];
/** What Trino allows after a query in brackets, apart from a closing bracket. */
const afterQuery = ['UNION', 'EXCEPT', 'INTERSECT', 'ORDER', 'OFFSET', 'LIMIT', 'FETCH'];
/**
 * Words that Trino reserves and uses only outside queries, so that no query has one unquoted; and PIVOT, which DuckDB
 * turns into several statements.
 */
const never = new Set(
  'ALTER CONSTRAINT CREATE DEALLOCATE DELETE DESCRIBE DROP INSERT INTO PREPARE PIVOT'.split(' '),
);
const closing: ReadonlyMap<string, string> = new Map(
  ['()', '[]', '{}'].map(([open = '', close = '']) => [open, close]),
);
/** Keeps deeply nested SQL from exhausting the stack. */
const mostDepth = 100;

/** Checks that a query begins wherever one must, and that brackets close. Expressions are not checked. */
const readStatement = (tokens: Iterator<Token, undefined>, end: Token): void => {
  const next = (): Token => tokens.next().value ?? end;
  let token = next();
  const first = token;
  let depth = 0;

  const take = (): Token => {
    const taken = token;
    token = next();
    return taken;
  };
  const isWord = (words: readonly string[]): boolean =>
    token.kind === 'word' && words.includes(token.text.toUpperCase());
  const isSign = (...signs: readonly string[]): boolean =>
    token.kind === 'sign' && signs.includes(token.text);
  const accept = (...words: readonly string[]): boolean => isWord(words) && take() !== undefined;
  const refuse = (why: string, verb = 'has'): never => {
    const found = token.text.length > 40 ? `${token.text.slice(0, 40)}…` : token.text;
    throw new SqlProblem(token.kind === 'end' ? 'ends' : `${verb} '${found}'`, token.at, why);
  };

  const bracketed = (begin: () => void): void => {
    if (depth === mostDepth) refuse(`, which is more than ${mostDepth} brackets deep`);
    const open = take();
    depth += 1;
    begin();
    readOn();
    if (!isSign(closing.get(open.text) ?? ''))
      throw new SqlProblem(`opens '${open.text}'`, open.at, ' and does not close it');
    depth -= 1;
    take();
  };

  /** `RECURSIVE`, and a list of `name (columns) AS (query)`, separated by commas. */
  const readNames = (): void => {
    accept('RECURSIVE');
    do {
      if (token.kind !== 'word' && token.kind !== 'name') refuse(' where the name of a query belongs');
      const name = take();
      if (name.text.toUpperCase() === 'FUNCTION' && !isSign('(') && !isWord(['AS']))
        throw new SqlProblem('defines a FUNCTION', name.at, advice);
      if (isSign('(')) bracketed(() => undefined);
      if (!accept('AS')) refuse(' where AS belongs');
      if (!isSign('(')) refuse(" where '(' and a query belong");
      bracketed(() => beginQuery(anyQuery));
    } while (isSign(',') && take());
  };

  const beginQuery = (starts: readonly string[]): void => {
    if (accept('WITH')) readNames();
    if (isSign('(')) {
      bracketed(() => beginQuery(starts));
      if (token.kind !== 'end' && !isSign(';', ')') && !isWord(afterQuery))
        refuse(', which does not go on with the query before it');
    } else if (!accept(...starts))
      refuse(
        token === first ? advice : ` where a query has to begin${advice}`,
        token === first ? 'begins with' : 'has',
      );
  };

  /** Reads up to a closing bracket, a semicolon or the end of the text. */
  const readOn = (): void => {
    while (token.kind !== 'end' && !isSign(';', ...closing.values())) {
      if (isSign('(')) bracketed(() => (isWord(['WITH']) ? beginQuery(anyQuery) : accept('SELECT')));
      else if (isSign(...closing.keys())) bracketed(() => undefined);
      else if (accept('UNION', 'EXCEPT', 'INTERSECT')) {
        accept('ALL', 'DISTINCT');
        beginQuery(anyQuery);
      } else {
        if (isWord(select)) refuse(", where a query can't begin: put it in brackets");
        if (token.kind === 'word' && never.has(token.text.toUpperCase()))
          refuse(", which a query can't have unquoted: write one SELECT, or quote it if it is a name");
        take();
      }
    }
  };

  beginQuery(select);
  readOn();
  if (isSign(...closing.values())) refuse(', but no bracket is open');
  if (isSign(';') && take() && token.kind !== 'end') refuse(advice, 'goes on after its semicolon with');
};

const placeIn = (sql: string, at: number): string => {
  const lines = sql.slice(0, at).split(/\r\n|\r|\n/);
  return `line ${lines.length}, column ${[...(lines.at(-1) ?? '')].length + 1}`;
};

/**
 * Why SQL, with its placeholders as written, is not exactly one SELECT or WITH … SELECT; undefined if it is. Only the
 * kind of statement is checked; Athena checks the expressions. docs/decisions/0011-sql-of-a-seed.md
 */
export const selectProblem = (sql: string): string | undefined => {
  try {
    readStatement(sqlTokens(sql), { kind: 'end', text: '', at: sql.length });
    return undefined;
  } catch (error) {
    if (!(error instanceof SqlProblem)) throw error;
    return `${error.what} at ${placeIn(sql, error.at)}${error.advice}`;
  }
};
