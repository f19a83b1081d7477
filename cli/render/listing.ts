import { outputColumns } from './output-columns.ts';
import { type Column, cellText, table, width } from './table.ts';

const graphemes = new Intl.Segmenter();

/** A text that takes at most so many columns of a terminal. */
const shortened = (text: string, most: number): string => {
  if (width(text) <= most) return text;
  let kept = '';
  let taken = 1;
  for (const { segment } of graphemes.segment(text)) {
    taken += width(segment);
    if (taken > most) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
};

/** Less than this of a text, beside the other columns, says nothing. */
const leastText = 40;
const indent = '    ';

/** One thing of a list: its cells, and a text that may be long. */
export interface Listed {
  readonly cells: readonly string[];
  readonly text: string;
}

/**
 * A list as a table with the long text in its last column. Where the terminal is too narrow for that, each text is on a
 * line of its own; no text takes more than one line of a terminal.
 * @param columns of the cells; the text has the name `text`
 */
export const listing = (
  columns: readonly Column[],
  text: string,
  rows: readonly Listed[],
  most = outputColumns(),
): string => {
  const [header = '', rule = '', ...lines] = table(
    columns,
    rows.map(({ cells }) => cells),
  ).split('\n');
  const room = most - width(rule) - 2;
  const texts = rows.map(row => cellText(row.text));
  if (room < leastText && texts.some(each => width(each) > room))
    return [
      header,
      rule,
      ...lines.flatMap((line, index) => {
        const below = shortened(texts[index] ?? '', Math.max(1, most - indent.length));
        return below === '' ? [line] : [line, indent + below];
      }),
    ].join('\n');
  const beside = (left: string, right: string): string =>
    `${left}${' '.repeat(width(rule) - width(left) + 2)}${shortened(right, room)}`.trimEnd();
  const widest = Math.min(room, Math.max(width(text), ...texts.map(width)));
  return [
    beside(header, text),
    `${rule}  ${'─'.repeat(widest)}`,
    ...lines.map((line, index) => beside(line, texts[index] ?? '')),
  ].join('\n');
};
