import type { Parser, ParserRuleContext, RecognitionException, Recognizer, Token } from 'antlr4ng';
import type { Grammar } from './grammar.ts';

/** A mistake in a statement's form. Lines and columns begin with 1; a column is counted in characters. */
export interface SyntaxProblem {
  readonly line: number;
  readonly column: number;
  /** In Athena's words, without the place: `mismatched input 'FORM'. Expecting: <EOF>`. */
  readonly message: string;
}

export interface Parsed<T extends ParserRuleContext> {
  /** Where `errors` is not empty, parts of it are missing. */
  readonly tree: T;
  readonly errors: readonly SyntaxProblem[];
}

/** As Athena prints it: `line 1:8: mismatched input 'x'. Expecting: …`. */
export const problemText = ({ line, column, message }: SyntaxProblem): string =>
  `line ${line}:${column}: ${message}`;

/** `mismatched input 'x' expecting {'(', 'ALTER'}`, as ANTLR says it, in the words of Trino's parser. */
const inAthenasWords = (message: string): string =>
  message.replace(/^(.*?) expecting (?:\{(.*)\}|(.*))$/s, (_, what, several, one) => {
    return `${what}. Expecting: ${several ?? one}`;
  });

/** Parses a text with one of Athena's grammars. Deep nesting is a mistake in it, as it is in Athena. */
export const parseWith = <P extends Parser & { program(): T }, T extends ParserRuleContext>(
  { antlr, Lexer, Parser }: Grammar<P>,
  sql: string,
): Parsed<T> => {
  const errors: SyntaxProblem[] = [];
  const listener = new (class extends antlr.BaseErrorListener {
    override syntaxError(
      _recognizer: Recognizer<never>,
      _token: Token | null,
      line: number,
      charPositionInLine: number,
      message: string,
      _error: RecognitionException | null,
    ): void {
      errors.push({ line, column: charPositionInLine + 1, message: inAthenasWords(message) });
    }
  })();
  const lexer = new Lexer(antlr.CharStreams.fromString(sql));
  const parser = new Parser(new antlr.CommonTokenStream(lexer));
  for (const recognizer of [lexer, parser]) {
    recognizer.removeErrorListeners();
    recognizer.addErrorListener(listener);
  }
  return { tree: parser.program(), errors };
};
