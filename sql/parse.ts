import type * as Antlr from 'antlr4ng';
import type { Parser, ParserRuleContext, RecognitionException, Recognizer, Token } from 'antlr4ng';
import { expectationAt, type Names } from './expected.ts';
import type { Grammar } from './grammar.ts';

/** A mistake in a statement's form. Lines and columns begin with 1; a column is counted in characters. */
export interface SyntaxProblem {
  readonly line: number;
  readonly column: number;
  /** In Athena's words, without the place: `mismatched input 'FORM'. Expecting: <EOF>`. */
  readonly message: string;
}

export interface Parsed<T extends ParserRuleContext> {
  /** Where there are errors, parts of it are missing. */
  readonly tree: T;
  /** The first is the one that Athena reports: it reads no further. */
  readonly errors: readonly SyntaxProblem[];
  /** The names of the tree's rules, by `ruleIndex`. */
  readonly ruleNames: readonly string[];
}

/** What a language has apart from its grammar. */
export interface Rules {
  /** How its parser calls what it expects; without them, errors are worded as ANTLR does. */
  readonly names?: Names;
  /** Whether a token is left out, because the grammar has a fault there: given all that are not spaces, and its index. */
  readonly omits?: (tokens: readonly Token[], index: number) => boolean;
  /** Why a token is refused that the grammar has. */
  readonly refuses?: (token: Token) => string | undefined;
}

/** As Athena prints it: `line 1:8: mismatched input 'x'. Expecting: …`. */
export const problemText = ({ line, column, message }: SyntaxProblem): string =>
  `line ${line}:${column}: ${message}`;

/** Brackets in each other. Reading time grows with their square, and the engine gives up between 400 and 2,000. */
const mostDepth = 500;

const isTooDeep = (tokens: readonly Token[]): boolean => {
  let depth = 0;
  return tokens.some(({ text }) => {
    if (text === '(' || text === '[') depth += 1;
    else if (text === ')' || text === ']') depth -= 1;
    return depth > mostDepth;
  });
};

const tooLarge = {
  line: 1,
  column: 1,
  message: 'statement is too large (stack overflow while parsing)',
};

const isBefore = (a: SyntaxProblem, b: SyntaxProblem | undefined): boolean =>
  b === undefined || a.line < b.line || (a.line === b.line && a.column < b.column);

/**
 * Neither inserts nor deletes a token to go on, which would be reported instead of the mistake, and wants a semicolon
 * between two statements, which dt-sql-parser does not.
 */
const strictly = (antlr: typeof Antlr, { program }: Names) =>
  new (class extends antlr.DefaultErrorStrategy {
    #mismatch(parser: Parser): RecognitionException {
      const error = new antlr.InputMismatchException(parser);
      // Where the parser could first have known, and more was possible.
      if (this.nextTokensContext !== null) {
        error.ctx = this.nextTokensContext;
        error.offendingState = this.nextTokenState;
      }
      return error;
    }

    override recoverInline(parser: Parser): Token {
      throw this.#mismatch(parser);
    }

    override sync(parser: Parser): void {
      const [before, next] = [parser.tokenStream.LT(-1), parser.tokenStream.LA(1)];
      if (parser.context?.ruleIndex !== program) super.sync(parser);
      else if (before !== null && before.text !== ';' && next !== antlr.Token.EOF)
        throw this.#mismatch(parser);
    }
  })();

const read = <P extends Parser & { program(): T }, T extends ParserRuleContext>(
  { antlr, Lexer, Parser }: Grammar<P>,
  sql: string,
  { names, omits = () => false, refuses = () => undefined }: Rules,
): Parsed<T> => {
  const lexer = new Lexer(antlr.CharStreams.fromString(sql));
  const tokens = new antlr.CommonTokenStream(lexer);
  tokens.fill();
  const visible = tokens.getTokens().filter(({ channel }) => channel === antlr.Token.DEFAULT_CHANNEL);
  if (isTooDeep(visible)) throw new RangeError(tooLarge.message);
  for (const [index, token] of visible.entries())
    if (omits(visible, index)) token.channel = antlr.Token.HIDDEN_CHANNEL;
  const parser = new Parser(tokens);
  const errors: SyntaxProblem[] = [];
  const wording = (message: string, error: RecognitionException | null): string => {
    if (names === undefined || errors.length > 0) return message;
    const { found, expected } = expectationAt(antlr, parser, error, names);
    return `mismatched input '${found}'. Expecting: ${expected.join(', ')}`;
  };
  const listener = new (class extends antlr.BaseErrorListener {
    override syntaxError(
      _recognizer: Recognizer<never>,
      _token: Token | null,
      line: number,
      charPositionInLine: number,
      message: string,
      error: RecognitionException | null,
    ): void {
      errors.push({ line, column: charPositionInLine + 1, message: wording(message, error) });
    }
  })();
  parser.removeErrorListeners();
  parser.addErrorListener(listener);
  if (names !== undefined) parser.errorHandler = strictly(antlr, names);
  const tree = parser.program();
  const { ruleNames } = parser;
  for (const token of visible) {
    const message = refuses(token);
    if (message === undefined) continue;
    const refused = { line: token.line, column: token.column + 1, message };
    if (isBefore(refused, errors[0])) return { tree, errors: [refused, ...errors], ruleNames };
    break;
  }
  return { tree, errors, ruleNames };
};

/** Parses a text with one of Athena's grammars. */
export const parseWith = <P extends Parser & { program(): T }, T extends ParserRuleContext>(
  grammar: Grammar<P>,
  sql: string,
  rules: Rules,
): Parsed<T> => {
  try {
    return read(grammar, sql, rules);
  } catch (error) {
    // Deep nesting exhausts the stack, here as in Athena.
    if (!(error instanceof RangeError)) throw error;
    return { ...read(grammar, '', rules), errors: [tooLarge] };
  }
};
