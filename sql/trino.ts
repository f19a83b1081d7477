import type { ProgramContext, TrinoSqlParser } from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import { type Grammar, loadGrammar } from './grammar.ts';
import { type Parsed, parseWith } from './parse.ts';

let grammar: Promise<Grammar<TrinoSqlParser>> | undefined;

/** The grammar of Athena's queries (Trino's SQL), loaded when it is first asked for. */
const trinoGrammar = (): Promise<Grammar<TrinoSqlParser>> => {
  grammar ??= loadGrammar('trino', 'TrinoSql');
  return grammar;
};

/** Parses statements as Athena reads queries: SELECT, INSERT, CREATE VIEW, CREATE TABLE AS, SHOW, EXECUTE … */
export const parseTrino = async (sql: string): Promise<Parsed<ProgramContext>> =>
  parseWith(await trinoGrammar(), sql);
