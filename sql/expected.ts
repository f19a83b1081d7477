import type * as Antlr from 'antlr4ng';
import type { ATNState, Parser, RecognitionException, RuleContext, Transition } from 'antlr4ng';

/** How Trino calls what it expects instead of listing what that may begin with: by rule and by token. */
export interface Names {
  readonly rules: ReadonlyMap<number, string>;
  readonly tokens: ReadonlyMap<number, string>;
  /** The rule for all statements, and that for one: after one, no other is expected. */
  readonly program: number;
  readonly statement: number;
}

/** What the parser stopped at, and what could have stood there. */
export interface Expectation {
  readonly found: string;
  readonly expected: readonly string[];
}

/**
 * Finds what could have stood where a statement stopped making sense. Like Trino's ErrorHandler, it follows the grammar
 * along all paths from where the parser gave up, and keeps what the furthest ones expected:
 * https://github.com/trinodb/trino/blob/476/core/trino-parser/src/main/java/io/trino/sql/parser/ErrorHandler.java
 */
class Search {
  readonly #antlr: typeof Antlr;
  readonly #parser: Parser;
  readonly #names: Names;
  /** Tokens where a rule may end that begins in this state and with this token. */
  readonly #ends = new Map<string, ReadonlySet<number>>();
  #furthest = -1;
  #expected = new Set<string>();

  constructor(antlr: typeof Antlr, parser: Parser, names: Names) {
    this.#antlr = antlr;
    this.#parser = parser;
    this.#names = names;
  }

  from(state: ATNState, token: number, within: RuleContext | null): Expectation {
    const { atn, tokenStream } = this.#parser;
    const start = atn.ruleToStartState[state.ruleIndex] ?? state;
    // Where nothing of the rule has been read, the rule has a name that says more than its first words.
    let ends = this.#follow(this.#isReachable(state, start) ? start : state, token, false, 0);
    for (let context = within; context !== null && context.invokingState >= 0; context = context.parent) {
      const call = atn.states[context.invokingState]?.transitions[0];
      if (ends.size === 0 || !(call instanceof this.#antlr.RuleTransition)) break;
      const after = [...ends].flatMap(end => [...this.#follow(call.followState, end, false, 0)]);
      ends = new Set(after);
    }
    // The grammar takes several statements, or none. Athena takes one, and is silent about its semicolon.
    this.#expected.delete("';'");
    if (this.#furthest <= this.#skip(0)) this.#expected.delete('<EOF>');
    return { found: tokenStream.get(this.#furthest).text ?? '', expected: [...this.#expected].sort() };
  }

  /** dt-sql-parser takes an empty text for a column where it completes what somebody types; not here. */
  #isOpen(transition: Transition): boolean {
    return (
      !(transition instanceof this.#antlr.PredicateTransition) ||
      this.#parser.sempred(null, transition.ruleIndex, transition.predIndex)
    );
  }

  #isReachable(state: ATNState, from: ATNState): boolean {
    const seen = new Set([from]);
    for (const each of seen) {
      if (each === state) return true;
      for (const transition of each.transitions)
        if (transition.isEpsilon && this.#isOpen(transition)) seen.add(transition.target);
    }
    return false;
  }

  #expect(token: number, names: readonly string[]): void {
    if (token < this.#furthest) return;
    if (token > this.#furthest) this.#expected = new Set();
    this.#furthest = token;
    for (const name of names) this.#expected.add(name);
  }

  #namesIn(transition: Transition): string[] {
    const { EOF } = this.#antlr.Token;
    return this.#tokensOf(transition).map(type =>
      type === EOF
        ? '<EOF>'
        : (this.#names.tokens.get(type) ?? this.#parser.vocabulary.getDisplayName(type) ?? ''),
    );
  }

  #tokensOf(transition: Transition): number[] {
    const { antlr, atn } = { antlr: this.#antlr, atn: this.#parser.atn };
    const all = antlr.IntervalSet.of(antlr.Token.MIN_USER_TOKEN_TYPE, atn.maxTokenType);
    const label = transition.label ?? all;
    return (transition instanceof antlr.NotSetTransition ? label.complement(all) : label)?.toArray() ?? [];
  }

  /** The first token from here on that is not a space or a comment. */
  #skip(token: number): number {
    const { tokenStream } = this.#parser;
    let at = token;
    while (tokenStream.get(at).channel !== this.#antlr.Token.DEFAULT_CHANNEL) at += 1;
    return at;
  }

  #follow(start: ATNState, token: number, isNamed: boolean, precedence: number): ReadonlySet<number> {
    const key = `${start.stateNumber} ${token}`;
    const known = this.#ends.get(key);
    if (known !== undefined) return known;
    const ends = new Set<number>();
    this.#ends.set(key, ends);
    const { antlr } = { antlr: this.#antlr };
    const open: (readonly [ATNState, number, boolean])[] = [[start, token, isNamed]];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const [state, unskipped] = next;
      let hasName = next[2];
      const at = this.#skip(unskipped);
      if (state instanceof antlr.RuleStopState) {
        ends.add(at);
        continue;
      }
      if (state instanceof antlr.RuleStartState) {
        if (state.ruleIndex === this.#names.statement && at > this.#skip(0)) continue;
        const name = this.#names.rules.get(state.ruleIndex);
        if (name !== undefined && !hasName) this.#expect(at, [name]);
        hasName ||= name !== undefined;
      }
      for (const transition of state.transitions) {
        const { target } = transition;
        if (transition instanceof antlr.RuleTransition)
          for (const end of this.#follow(target, at, hasName, transition.precedence))
            open.push([transition.followState, end, false]);
        else if (transition instanceof antlr.PrecedencePredicateTransition) {
          if (precedence < transition.precedence) open.push([target, at, hasName]);
        } else if (transition.isEpsilon) {
          if (this.#isOpen(transition)) open.push([target, at, hasName]);
        } else if (
          this.#tokensOf(transition).includes(this.#parser.tokenStream.get(at).type) &&
          at < this.#parser.tokenStream.size - 1
        )
          open.push([target, at + 1, false]);
        else if (!hasName) this.#expect(at, this.#namesIn(transition));
      }
    }
    return ends;
  }
}

/** What the parser found instead of what it expected, where it has just reported an error. */
export const expectationAt = (
  antlr: typeof Antlr,
  parser: Parser,
  error: RecognitionException | null,
  names: Names,
): Expectation => {
  const state = parser.atn.states[error?.offendingState ?? parser.state];
  const token =
    error instanceof antlr.NoViableAltException
      ? error.startToken
      : (error?.offendingToken ?? parser.getCurrentToken());
  if (state == null) throw new Error('the parser is in no state');
  return new Search(antlr, parser, names).from(state, token?.tokenIndex ?? 0, error?.ctx ?? parser.context);
};
