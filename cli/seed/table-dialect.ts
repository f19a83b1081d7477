import type { TableDefinition } from '../../lab/definition.ts';
import { visibleInLine } from '../../lab/visible.ts';
import { valueTest } from './column-values.ts';
import { sameNames } from './header-line.ts';

/** A table of separated values, as its author or the catalog describes it. */
export interface DelimitedTable extends Pick<TableDefinition, 'columns' | 'header' | 'quoted'> {
  readonly format: 'csv' | 'tsv';
  readonly delimiter?: string | undefined;
  readonly skipLines?: number | undefined;
}

/** What separates fields, as lab.json says. */
export const delimiterOf = (table: DelimitedTable): string =>
  table.format === 'tsv' ? '\t' : (table.delimiter ?? ',');

/** What may separate fields, by its name. The last is Hive's default. */
const delimiters: ReadonlyMap<string, string> = new Map([
  [',', 'commas'],
  ['\t', 'tabs'],
  [';', "semicolons (';')"],
  ['|', "vertical bars ('|')"],
  ['\u0001', "the character U+0001 (Hive's default)"],
]);

/** What separates fields, as lab.json says, in a word. */
export const delimiterName = (table: DelimitedTable): string => {
  const delimiter = delimiterOf(table);
  return delimiters.get(delimiter) ?? `'${visibleInLine(delimiter)}'`;
};

/** Most lines that are looked at: what separates their fields shows in fewer. */
const mostLines = 200;

/** Splits at a delimiter outside of quotes. Lenient, unlike what reads the rows: it only serves to guess. */
const splitLoosely = (line: string, delimiter: string): readonly string[] => {
  const fields: string[] = [];
  let [start, quoted] = [0, false];
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at];
    if (character === '"') quoted = !quoted;
    else if (character === delimiter && !quoted) {
      fields.push(line.slice(start, at));
      start = at + 1;
    }
  }
  return [...fields, line.slice(start)].map(field =>
    /^".*"$/.test(field) ? field.slice(1, -1).replaceAll('""', '"') : field,
  );
};

/** What lab.json has to say of a delimiter. */
const setting = (table: DelimitedTable, delimiter: string): string => {
  if (delimiter === '\t')
    return `Set "format": "tsv"${table.delimiter === undefined ? '' : ', without "delimiter"'}`;
  if (delimiter === ',') return table.format === 'tsv' ? 'Set "format": "csv"' : 'Leave out "delimiter"';
  const format = table.format === 'tsv' ? '"format": "csv" and ' : '';
  return `Set ${format}"delimiter": ${JSON.stringify(delimiter)}`;
};

const separated = (table: DelimitedTable, delimiter: string): string =>
  `${delimiters.get(delimiter)} separate the fields of this file, but lab.json says ${delimiterName(table)}. ${setting(table, delimiter)}`;

/** A header that is not where, or not written as, lab.json says: the line, counted from 1, and what to do. */
const misplacedHeader = (
  lines: readonly string[],
  table: DelimitedTable,
): readonly [line: number, problem: string] | undefined => {
  const columns = table.columns.map(({ name }) => name);
  if (columns.length < 2) return undefined;
  const own = delimiterOf(table);
  const skipped = table.skipLines ?? 0;
  const among = [own, ...[...delimiters.keys()].filter(each => each !== own)];
  for (const [index, line] of lines.slice(skipped, skipped + mostLines).entries())
    for (const delimiter of among) {
      if (!sameNames(splitLoosely(line, delimiter), columns)) continue;
      if (table.header !== true)
        return index === 0 && delimiter === own
          ? [
              skipped + 1,
              'this line has the columns\' names, but lab.json says "header": false. Set it to true',
            ]
          : undefined;
      if (index === 0 && delimiter === own) return undefined;
      const above =
        index === 0
          ? []
          : [`the header is on line ${skipped + index + 1}: set "skipLines": ${skipped + index}`];
      const other = delimiter === own ? [] : [separated(table, delimiter)];
      return [skipped + index + 1, [...above, ...other].join('. Also, ')];
    }
  return undefined;
};

/** The delimiter by which all lines have one field for each column. */
const otherDelimiter = (lines: readonly string[], table: DelimitedTable): string | undefined => {
  const some = lines
    .slice(table.skipLines ?? 0)
    .slice(0, mostLines)
    .filter(line => line !== '');
  const own = delimiterOf(table);
  if (table.columns.length < 2 || some.length === 0) return undefined;
  const others = [...delimiters.keys()].filter(each => each !== own);
  const rows = (delimiter: string) => some.map(line => splitLoosely(line, delimiter));
  const counts = (delimiter: string) => new Set(rows(delimiter).map(fields => fields.length));
  const isEven = (delimiter: string, fields: number): boolean => {
    const all = counts(delimiter);
    return all.size === 1 && all.has(fields);
  };
  const tests = table.columns.map(({ type }) => (table.quoted ? undefined : valueTest(type)));
  const hasValues = (delimiter: string): boolean =>
    rows(delimiter)
      .slice(table.header ? 1 : 0)
      .every(fields => fields.every((value, index) => tests[index]?.(value) !== false));

  const [found, another] = others.filter(each => isEven(each, tests.length));
  // If the lines can be read both ways, the values decide.
  if (found !== undefined)
    return another === undefined && (!isEven(own, tests.length) || hasValues(found)) ? found : undefined;
  // lab.json may also have too many or too few columns.
  if (!isEven(own, 1)) return undefined;
  const even = others.filter(each => counts(each).size === 1 && !isEven(each, 1));
  return even.length === 1 ? even[0] : undefined;
};

/** How a file is written where that differs from what lab.json says; only for messages. */
export class TableDialect {
  readonly #table: DelimitedTable;
  #lines: readonly string[] = [];

  constructor(table: DelimitedTable) {
    this.#table = table;
  }

  /** @returns what is wrong with the header, if the beginning of the file shows it for certain */
  look(lines: readonly string[]): readonly [line: number, problem: string] | undefined {
    this.#lines = lines;
    return misplacedHeader(lines, this.#table);
  }

  /** Why lines do not read as lab.json says, if another delimiter explains it. */
  get otherDelimiter(): string | undefined {
    const delimiter = otherDelimiter(this.#lines, this.#table);
    return delimiter && separated(this.#table, delimiter);
  }
}
