import { type AthenaRefusal, errorTypes } from '../refusal.ts';
import { parseError } from './refusals.ts';
import { firstBlockComment, hiveTokens, isWord, placeOf, type Token } from './tokens.ts';

/**
 * Athena's first look at a statement knows comments between slashes and stars, and Hive's parser does not: where Hive
 * runs the statement, it fails. Which do, and in which words, was measured:
 * https://github.com/aoyagikouhei/athena-local/blob/main/docs/dev/measurements/statements.md
 */
export const blockCommentRefusal = (
  substatement: string,
  sql: string,
  tokens: readonly Token[],
): AthenaRefusal | undefined => {
  const comment = firstBlockComment(sql);
  if (!comment) return undefined;
  const before = tokens.filter(({ at }) => at < comment.at);
  const reason =
    before.length === 0 ? start(comment.text) : reasons[substatement]?.(before, start(comment.text));
  if (reason === undefined || !(substatement in reasons)) return undefined;
  // Several blanks count as one.
  const read = sql.slice(0, comment.at).replace(/\s{2,}/g, ' ');
  const isWhole = / in (?:alter|describe) statement$/.test(reason);
  return parseError(isWhole ? { line: 1, column: 0 } : placeOf(read, read.length), reason, {
    hint: 'write comments behind --',
    ...details[substatement],
  });
};

/** `cannot recognize input near '/' '*' 'c'`: the comment's first word is read as the next one. */
const start = (comment: string): string =>
  `cannot recognize input near '/' '*' '${hiveTokens(comment.slice(2))[0]?.text ?? '*'}'`;

type Reason = (before: readonly Token[], start: string) => string | undefined;

const show: Reason = ([show, create, ...more], start) => {
  if (create === undefined) return `cannot recognize input near '${show?.text}' '/' '*' in ddl statement`;
  if (more.length === 0)
    return `mismatched input '/' expecting TABLE near '${create.text}' in show statement`;
  return more.length === 1 ? `${start} in table name` : undefined;
};

const check: Reason = (before, start) => {
  const last = before.at(-1);
  return isWord(last, 'TABLE') ? `${start} in table name` : `missing EOF at '/' near '${last?.text}'`;
};

const alter: Reason = ([alter, ...more], start) => {
  if (more.length === 0) return `cannot recognize input near '${alter?.text}' '/' '*' in alter statement`;
  return `${start} in ${more.length === 1 ? 'table name' : 'alter table statement'}`;
};

const describe: Reason = ([describe, ...more], start) => {
  if (more.length === 0)
    return `cannot recognize input near '${describe?.text}' '/' '*' in describe statement`;
  const [option] = more;
  return more.length === 1 && isWord(option, 'EXTENDED', 'FORMATTED')
    ? `${start} in specifying describe table types`
    : undefined;
};

const reasons: Readonly<Record<string, Reason>> = {
  SHOW_CREATE_TABLE: show,
  MSCK_REPAIR: check,
  DESCRIBE_TABLE: describe,
  ALTER_TABLE_ADD_COLUMN: alter,
  ALTER_TABLE_REPLACE_COLUMN: alter,
  ALTER_TABLE_CHANGE_COLUMN: alter,
};

const byAnotherEngine = {
  category: 2,
  type: errorTypes.syntaxError,
  errorMessage: 'Query type not supported by DDL engine.',
} as const;

const details: Readonly<Record<string, typeof byAnotherEngine>> = {
  ALTER_TABLE_REPLACE_COLUMN: byAnotherEngine,
  ALTER_TABLE_CHANGE_COLUMN: byAnotherEngine,
};
