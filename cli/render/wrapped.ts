import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** A line that people copy as a whole: broken in two, a shell would run half of it. */
const isCommand = /^\s*(npx |daybreak |aws |eval |export |unset |set -|([A-Z_]+=\S* )+(npx|daybreak|aws) )/;

/** A command in a help text, and what stands beside it. */
const explained = /^(?<command>\s*\S.*?)(?<gap>\s{4,})(?<words>\S.*)$/;

/** Whether nothing in it is half of a quoted text, whose spaces belong to it. */
const isWhole = (command: string): boolean =>
  ['"', "'"].every(quote => command.split(quote).length % 2 === 1);

/** Stands for a space that is no place to break a line. */
const glue = '\u{e000}';

/** Breaks text between words, but no command that stands in it between backticks. */
export const wrappedText = (text: string, columns: number): string =>
  wrapAnsi(
    text.replaceAll(/`[^`\n]+`/g, command => command.replaceAll(' ', glue)),
    columns,
  ).replaceAll(glue, ' ');

/**
 * Makes one line of each paragraph, so that it can be broken anew for any terminal. Lines that begin with a space stand
 * for themselves.
 */
export const asParagraphs = (text: string): string => text.replaceAll(/^(?!\s)(.*)\n(?=\S)/gm, '$1 ');

/** What a line begins with, and where its other lines begin: below the text that stands beside a name, if it does. */
const startOf = (line: string, columns: number): { readonly start: string; readonly indent: number } => {
  const [beside = ''] = /^\s*\S.*?\s{2,}(?=\S)/.exec(line) ?? [];
  const indent = stringWidth(beside);
  if (indent > 0 && indent <= columns / 2) return { start: beside, indent };
  const [start = ''] = /^\s*/.exec(line) ?? [];
  return { start, indent: Math.min(start.length + 2, Math.floor(columns / 2)) };
};

/** Text after what its first line begins with, and its other lines below where it begins. */
const hanging = (start: string, text: string, columns: number, indent: number): string =>
  wrappedText(text, columns - indent)
    .split('\n')
    .map((each, index) => (index === 0 ? start : ' '.repeat(indent)) + each)
    .join('\n');

/** A command as it is, and what stands beside it in lines of its own, if there is not enough room. */
const wrappedCommand = (line: string, columns: number): string => {
  const { command = '', gap = '', words = '' } = explained.exec(line)?.groups ?? {};
  if (command === '' || !isWhole(command)) return line;
  const beside = stringWidth(command + gap);
  if (beside <= columns / 2) return hanging(command + gap, words, columns, beside);
  const indent = Math.min(line.length - line.trimStart().length + 4, Math.floor(columns / 2));
  return `${command}\n${hanging(' '.repeat(indent), words, columns, indent)}`;
};

const wrappedLine = (line: string, columns: number): string => {
  if (stringWidth(line) <= columns) return line;
  if (isCommand.test(line)) return wrappedCommand(line, columns);
  const { start, indent } = startOf(line, columns);
  return hanging(start, line.slice(start.length), columns, indent);
};

/**
 * Breaks lines between words, so that a terminal does not break them within. What follows stands below where the text
 * began. A command stays on one line, and so does a word that is longer than a line, such as an address.
 * @param columns of the terminal; infinite for a file or a pipe
 */
export const wrapped = (text: string, columns: number): string =>
  columns === Number.POSITIVE_INFINITY
    ? text
    : text
        .split('\n')
        .map(line => wrappedLine(line, columns))
        .join('\n');
