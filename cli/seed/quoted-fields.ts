import type { LineProblems } from './file-problems.ts';

const quote = '"';

/** Index of the quote that closes a field, skipping doubled quotes; -1 if it does not close on this line. */
const closingQuote = (line: string, from: number): number => {
  let at = line.indexOf(quote, from);
  while (at >= 0 && line[at + 1] === quote) at = line.indexOf(quote, at + 2);
  return at;
};

/**
 * Splits a line as OpenCSVSerDe does, which reads each line by itself; refuses what it would read differently from
 * other CSV readers. A backslash elsewhere only disappears from the value: docs/lab-definition.md says so.
 * A parser of whole files, such as csv-parse, would find a missing quote only lines later.
 * https://docs.aws.amazon.com/athena/latest/ug/csv-serde.html: no line breaks inside fields.
 *
 * @returns splits a line; undefined for one that was told of
 */
export const splitQuoted = (
  separator: string,
  fieldName: (index: number) => string,
  problems: LineProblems,
) => {
  return (line: string, number: number): readonly string[] | undefined => {
    if (!line.includes(quote)) return line.split(separator);
    if (line.includes('\\"')) {
      problems.tell(
        number,
        'backslash',
        () =>
          'there is a backslash before a quote, which OpenCSVSerDe takes as a quote inside the field. Replace the backslash; double a quote inside a field',
      );
      return undefined;
    }
    const fields: string[] = [];
    let start = 0;
    while (start <= line.length) {
      const quoted = line[start] === quote;
      const close = quoted ? closingQuote(line, start + 1) : -1;
      if (quoted && close < 0)
        // Where the field ends, and with it the line, nobody can tell.
        throw problems.stop(
          number,
          `${fieldName(fields.length)} opens a quote that does not close on this line, and Athena's OpenCSVSerDe reads no line breaks inside fields. Replace the line break, or close the quote`,
        );
      const next = line.indexOf(separator, quoted ? close : start);
      const end = next < 0 ? line.length : next;
      const field = quoted ? line.slice(start + 1, close).replaceAll('""', quote) : line.slice(start, end);
      if (quoted ? end !== close + 1 : field.includes(quote)) {
        problems.tell(
          number,
          `quote in ${fields.length}`,
          () =>
            `${fieldName(fields.length)} has a quote in the middle. Put the whole field in quotes and double the ones inside`,
        );
        return undefined;
      }
      fields.push(field);
      start = end + 1;
    }
    return fields;
  };
};
