import type { HiveSqlParser, ProgramContext } from 'dt-sql-parser/dist/lib/hive/HiveSqlParser.js';
import { type Grammar, loadGrammar } from './grammar.ts';
import { type Parsed, parseWith } from './parse.ts';

let grammar: Promise<Grammar<HiveSqlParser>> | undefined;

/** The grammar of Athena's definitions (Hive's DDL), loaded when it is first asked for. */
const hiveGrammar = (): Promise<Grammar<HiveSqlParser>> => {
  grammar ??= loadGrammar('hive', 'HiveSql');
  return grammar;
};

/** Parses statements as Athena reads DDL: CREATE EXTERNAL TABLE, ALTER TABLE ADD PARTITION, MSCK REPAIR TABLE … */
export const parseHive = async (sql: string): Promise<Parsed<ProgramContext>> =>
  parseWith(await hiveGrammar(), sql, {});
