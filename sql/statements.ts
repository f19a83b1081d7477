import type { Token } from 'antlr4ng';
import { trinoTokens } from './trino.ts';

/** One statement of a text, with blanks in place of what stands before it: lines and columns stay as they are. */
export interface Statement {
  readonly text: string;
  /** In upper case; `(` for a query in brackets. */
  readonly words: readonly string[];
}

const blank = (text: string): string => text.replaceAll(/[^\r\n]/gu, ' ');

/** The statements of a text, separated by semicolons, as Athena's queries are split into words. */
export const statementsIn = async (sql: string): Promise<Statement[]> => {
  const characters = [...sql];
  const statements: Token[][] = [[]];
  for (const token of await trinoTokens(sql))
    if (token.text === ';') statements.push([]);
    else statements.at(-1)?.push(token);
  return statements.flatMap(tokens => {
    const [first, last] = [tokens[0], tokens.at(-1)];
    if (first === undefined || last === undefined) return [];
    const before = characters.slice(0, first.start).join('');
    return [
      {
        text: blank(before) + characters.slice(first.start, last.stop + 1).join(''),
        words: tokens.map(({ text }) => (text ?? '').toUpperCase()),
      },
    ];
  });
};
