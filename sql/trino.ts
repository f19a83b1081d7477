import type { Token } from 'antlr4ng';
import type { ProgramContext, TrinoSqlParser } from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import { type Grammar, loadGrammar } from './grammar.ts';
import { type Parsed, parseWith, type Rules } from './parse.ts';

/** https://github.com/trinodb/trino/blob/476/core/trino-parser/src/main/java/io/trino/sql/parser/SqlParser.java */
const namesOfRules: Readonly<Record<string, string>> = {
  expression: '<expression>',
  booleanExpression: '<expression>',
  valueExpression: '<expression>',
  primaryExpression: '<expression>',
  predicate: '<predicate>',
  identifier: '<identifier>',
  string: '<string>',
  query: '<query>',
  type: '<type>',
};

const rulesOf = ({ Parser }: Grammar<TrinoSqlParser>): Rules => {
  const ruleNamed = (name: string): number => Parser.ruleNames.indexOf(name);
  const tokenNamed = (name: string): number => Parser.symbolicNames.indexOf(name);
  const [backquoted, digit, quoted] = ['BACKQUOTED', 'DIGIT', 'QUOTED'].map(kind =>
    tokenNamed(`${kind}_IDENTIFIER`),
  );
  return {
    names: {
      rules: new Map(Object.entries(namesOfRules).map(([rule, name]) => [ruleNamed(rule), name])),
      tokens: new Map([[tokenNamed('INTEGER_VALUE'), '<integer>']]),
      program: ruleNamed('program'),
      statement: ruleNamed('statements'),
    },
    // It does not know `= ANY (SELECT …)`, whose form is otherwise that of `= (SELECT …)`.
    omits: (tokens, index) =>
      /^(any|all|some)$/i.test(tokens[index]?.text ?? '') &&
      /^(=|<>|!=|<|<=|>|>=)$/.test(tokens[index - 1]?.text ?? '') &&
      tokens[index + 1]?.text === '(' &&
      /^(select|with|values|table|\()$/i.test(tokens[index + 2]?.text ?? ''),
    refuses: ({ type, text }: Token) => {
      if (type === backquoted)
        return 'backquoted identifiers are not supported; use double quotes to quote identifiers';
      if (type === digit)
        return 'identifiers must not start with a digit; surround the identifier with double quotes';
      return type === quoted && text === '""' ? 'Zero-length delimited identifier not allowed' : undefined;
    },
  };
};

const load = async () => {
  const grammar = await loadGrammar<Grammar<TrinoSqlParser>>('trino', 'TrinoSql');
  return { grammar, rules: rulesOf(grammar) };
};

let loaded: ReturnType<typeof load> | undefined;

/** The words and signs of a text, without spaces and comments. */
export const trinoTokens = async (sql: string): Promise<Token[]> => {
  loaded ??= load();
  const { antlr, Lexer } = (await loaded).grammar;
  const lexer = new Lexer(antlr.CharStreams.fromString(sql));
  lexer.removeErrorListeners();
  return lexer.getAllTokens().filter(({ channel }) => channel === antlr.Token.DEFAULT_CHANNEL);
};

/**
 * Parses statements as Athena reads queries: SELECT, INSERT, CREATE VIEW, CREATE TABLE AS, SHOW, EXECUTE … The grammar is
 * loaded with the first one.
 */
export const parseTrino = async (sql: string): Promise<Parsed<ProgramContext>> => {
  loaded ??= load();
  const { grammar, rules } = await loaded;
  return parseWith(grammar, sql, rules);
};
