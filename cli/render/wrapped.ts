import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** A line that people copy as a whole: broken in two, a shell would run half of it. */
const isCommand = /^\s*(npx |daybreak |aws |eval |export |unset |set -|[A-Z_]+=\S* (npx|daybreak|aws) )/;

/** What a line begins with, and where its other lines begin: below the text that stands beside a name, if it does. */
const startOf = (line: string, columns: number): { readonly start: string; readonly indent: number } => {
  const [beside = ''] = /^\s*\S.*?\s{2,}(?=\S)/.exec(line) ?? [];
  const indent = stringWidth(beside);
  if (indent > 0 && indent <= columns / 2) return { start: beside, indent };
  const [start = ''] = /^\s*/.exec(line) ?? [];
  return { start, indent: Math.min(start.length + 2, Math.floor(columns / 2)) };
};

const wrappedLine = (line: string, columns: number): string => {
  if (stringWidth(line) <= columns || isCommand.test(line)) return line;
  const { start, indent } = startOf(line, columns);
  const [first = '', ...rest] = wrapAnsi(line.slice(start.length), columns - indent).split('\n');
  return [`${start}${first}`, ...rest.map(each => `${' '.repeat(indent)}${each}`)].join('\n');
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
