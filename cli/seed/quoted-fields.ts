import { NeedsConversion } from './convert/needs-conversion.ts';
import type { LineProblems } from './file-problems.ts';

const quote = '"';

/** Index of the quote that closes a field, skipping doubled quotes; -1 if it does not close on this line. */
const closingQuote = (line: string, from: number): number => {
  let at = line.indexOf(quote, from);
  while (at >= 0 && line[at + 1] === quote) at = line.indexOf(quote, at + 2);
  return at;
};

/**
 * Splits a line as OpenCSVSerDe does, which reads each line by itself, and takes a backslash as an escape:
 * https://docs.aws.amazon.com/athena/latest/ug/csv-serde.html
 *
 * @returns splits a line; undefined for one that was told of. Throws NeedsConversion at one that OpenCSVSerDe would read
 *   differently from other CSV readers
 */
export const splitQuoted = (
  separator: string,
  fieldName: (index: number) => string,
  problems: LineProblems,
) => {
  return (line: string, number: number): readonly string[] | undefined => {
    if (line.includes('\\'))
      throw new NeedsConversion('some fields have backslashes, which Athena would drop');
    if (!line.includes(quote)) return line.split(separator);
    const fields: string[] = [];
    let start = 0;
    while (start <= line.length) {
      const quoted = line[start] === quote;
      const close = quoted ? closingQuote(line, start + 1) : -1;
      if (quoted && close < 0) throw new NeedsConversion('some fields have line breaks');
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

/** The fields of a record that is well-formed, and may have line breaks and delimiters in quotes. */
export const fieldsOfRecord = (record: string, separator: string): readonly string[] => {
  const fields: string[] = [];
  let field: string | undefined;
  for (const part of record.split(separator)) {
    field = field === undefined ? part : field + separator + part;
    const quotes = field.split(quote).length - 1;
    if (quotes % 2 === 1) continue;
    fields.push(field.replace(/^"(.*)"$/s, '$1').replaceAll('""', quote));
    field = undefined;
  }
  return fields;
};
