/** A row of a file of separated values. */
export interface TextRecord {
  /** Without the quotes around them. */
  readonly fields: readonly string[];
  /** Number of its first line, counted from 1. */
  readonly line: number;
}

/** Index after the quote that closes a field; the text's length if none does. */
const afterQuotes = (text: string, start: number): number => {
  let at = text.indexOf('"', start + 1);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at < 0 ? text.length : at + 1;
};

const unquoted = (field: string): string =>
  /^".*"$/s.test(field) ? field.slice(1, -1).replaceAll('""', '"') : field;

/**
 * Splits the beginning of a file into rows. Lenient: it only serves to guess how the file is written.
 * @param isWhole whether the text does not end in the middle of a row
 */
export const recordsOf = (text: string, delimiter: string, isWhole: boolean): readonly TextRecord[] => {
  const records: TextRecord[] = [];
  let fields: string[] = [];
  let [at, start, line, first] = [0, 0, 1, 1];
  const end = (): void => {
    records.push({ fields, line: first });
    fields = [];
    first = line;
  };
  while (at <= text.length) {
    if (text[at] === '"' && at === start) {
      const close = afterQuotes(text, at);
      line += text.slice(at, close).split('\n').length - 1;
      at = close;
    }
    const character = text[at];
    const isLast = character === undefined;
    if (character === delimiter || character === '\n' || isLast) {
      const field = text.slice(start, at);
      fields.push(unquoted(character === '\n' || isLast ? field.replace(/\r$/, '') : field));
      start = at + 1;
    }
    if (character === '\n') {
      line += 1;
      end();
    } else if (isLast && isWhole && (fields.length > 1 || fields[0] !== '')) end();
    at += 1;
  }
  return records;
};
