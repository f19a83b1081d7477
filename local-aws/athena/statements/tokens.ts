/** A piece of a definition as it is written. Blanks and comments are none. */
export interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'sign';
  readonly text: string;
  /** Offset of its first code unit. */
  readonly at: number;
}

const pattern =
  /(?<blank>\s+|--[^\r\n]*|\/\*.*?\*\/)|(?<word>[\p{L}\p{N}_$]+)|(?<name>`(?:``|[^`])*`)|(?<text>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")|(?<sign>.)/gsu;

/** The tokens of Hive's grammar, in which a backslash escapes a quote and names stand in backquotes. */
export const hiveTokens = (sql: string): readonly Token[] => {
  const tokens: Token[] = [];
  for (const { 0: text, index: at, groups: { blank, word, name, text: quoted } = {} } of sql.matchAll(
    pattern,
  )) {
    if (blank !== undefined) continue;
    const kind =
      word !== undefined ? 'word' : name !== undefined ? 'name' : quoted !== undefined ? 'text' : 'sign';
    tokens.push({ kind, text, at });
  }
  return tokens;
};

/** The first comment between slashes and stars; undefined: there is none. */
export const firstBlockComment = (sql: string): Pick<Token, 'text' | 'at'> | undefined => {
  for (const { index: at, groups: { blank: text } = {} } of sql.matchAll(pattern))
    if (text?.startsWith('/*')) return { text, at };
  return undefined;
};

/** Blanks instead of comments between slashes and stars, which the grammar takes for Hive's hints. */
export const withoutBlockComments = (sql: string): string =>
  sql.replace(pattern, (text: string) => (text.startsWith('/*') ? text.replace(/[^\r\n]/g, ' ') : text));

/** The line, from 1, and the column, from 0, of an offset. */
export const placeOf = (sql: string, at: number): { readonly line: number; readonly column: number } => {
  const lines = sql.slice(0, at).split(/\r\n|\r|\n/);
  return { line: lines.length, column: (lines.at(-1) ?? '').length };
};

/** The text of a StringLiteral, as Hive's BaseSemanticAnalyzer.unescapeSQLString reads it. */
export const unescaped = (literal: string): string =>
  (literal.match(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"/gs) ?? [])
    .map(part =>
      part.slice(1, -1).replace(/\\(u[0-9a-f]{4}|[0-3][0-7]{2}|.)/gis, (_, code: string) => {
        if (/^u[0-9a-f]{4}$/i.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
        if (/^[0-3][0-7]{2}$/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
        return escapes.get(code) ?? code;
      }),
    )
    .join('');

const escapes: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['b', '\b'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['Z', '\u001A'],
  ['%', '\\%'],
  ['_', '\\_'],
]);

/** A text between single quotes that {@link unescaped} reads back. */
export const quoted = (text: string): string =>
  `'${text.replace(/[\\'\p{Cc}]/gu, found => writtenAs.get(found) ?? found)}'`;

const writtenAs: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ["'", "\\'"],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\0', '\\0'],
  ['\b', '\\b'],
  ['\u001A', '\\Z'],
]);

export const isSign = (token: Token | undefined, sign: string): boolean =>
  token?.kind === 'sign' && token.text === sign;

export const isWord = (token: Token | undefined, ...words: readonly string[]): boolean =>
  token?.kind === 'word' && words.includes(token.text.toUpperCase());
