import type { TableDefinition } from '../../lab/definition.ts';
import { visibleInLine } from '../../lab/visible.ts';
import { valueTest } from './column-values.ts';
import { headerProblem } from './header-line.ts';
import type { Inspector } from './measure-file.ts';
import { splitQuoted } from './quoted-fields.ts';
import { type DelimitedTable, delimiterName, delimiterOf, TableDialect } from './table-dialect.ts';
import { TextLines } from './text-lines.ts';
import { UnreadableFile } from './unreadable-file.ts';
import { valueAdvice } from './value-advice.ts';

type LineSplitter = (line: string, number: number) => readonly string[];
type Refuse = (line: number, problem: string) => UnreadableFile;

/** `field 2 (name)` */
const fieldName =
  ({ columns }: TableDefinition) =>
  (index: number): string => {
    const { name } = columns[index] ?? {};
    return `field ${index + 1}${name === undefined ? '' : ` (${name})`}`;
  };

/** Splits as LazySimpleSerDe does, which does not support quotes. */
const splitPlain = (table: DelimitedTable, refuse: Refuse): LineSplitter => {
  const separator = delimiterOf(table);
  return (line, number) => {
    const fields = line.split(separator);
    if (fields.some(field => field.startsWith('"')))
      throw refuse(
        number,
        `${fieldName(table)(fields.findIndex(field => field.startsWith('"')))} begins with a quote, which would stay in the value. Add "quoted": true to the dataset in lab.json, which makes every column text, or write the field without quotes, if there are no ${delimiterName(table)} in it`,
      );
    return fields;
  };
};

/** Values that LazySimpleSerDe would silently read as NULL. With quotes every column is text: nothing to check. */
const valueCheck = (table: TableDefinition, refuse: Refuse) => {
  if (table.quoted) return () => {};
  const tests = table.columns.map(({ type }) => valueTest(type));
  return (fields: readonly string[], line: number): void => {
    for (const [index, value] of fields.entries())
      if (tests[index]?.(value) === false) {
        const { name = '', type = '' } = table.columns[index] ?? {};
        const shown = visibleInLine(value.slice(0, 40));
        throw refuse(
          line,
          `column ${name} is ${type}, but has '${shown}', which Athena would read as NULL. ${valueAdvice(name, type, value)}`,
        );
      }
  };
};

const countCheck = (table: DelimitedTable, refuse: Refuse) => {
  const expected = table.columns.length;
  return (fields: readonly string[], line: number): void => {
    if (fields.length === expected) return;
    const advice = table.quoted
      ? `Fields with ${delimiterName(table)} in them need quotes around them`
      : 'Correct the line, or "columns" in lab.json; fields in quotes need "quoted": true';
    throw refuse(
      line,
      `${fields.length} field${fields.length === 1 ? '' : 's'}, but lab.json names ${expected} column${expected === 1 ? '' : 's'}. ${advice}`,
    );
  };
};

/** Checks a csv or tsv file and counts its rows, as the dataset's SerDe would. */
export const delimitedRows = (file: string, table: DelimitedTable): Inspector => {
  const dialect = new TableDialect(table);
  const refuse: Refuse = (line, problem) => new UnreadableFile(file, line, dialect.otherDelimiter ?? problem);
  const separator = delimiterOf(table);
  const split = table.quoted ? splitQuoted(separator, fieldName(table), refuse) : splitPlain(table, refuse);
  const checkCount = countCheck(table, refuse);
  const checkValues = valueCheck(table, refuse);
  let lines = 0;
  let header: string | undefined;

  const checkHeader = (line: string): void => {
    // Athena skips the header without parsing it, so its quotes do no harm.
    const fields = table.quoted ? split(line, 1) : line.split(separator);
    checkCount(fields, 1);
    const problem = headerProblem(fields, table);
    if (problem !== undefined) throw refuse(1, problem);
    header = line;
  };

  const checkRow = (line: string, number: number): void => {
    if (line === header && table.columns.length > 1)
      throw refuse(number, 'this is the header again, as where two files were joined. Remove it');
    const fields = split(line, number);
    checkCount(fields, number);
    checkValues(fields, number);
  };

  const text = new TextLines(
    file,
    (line, number) => {
      lines = number;
      if (table.header === true && number === 1) checkHeader(line);
      else checkRow(line, number);
    },
    head => {
      const found = dialect.look(head);
      if (found !== undefined) throw new UnreadableFile(file, ...found);
    },
  );

  return {
    take: chunk => text.take(chunk),
    end: () => {
      text.end();
      if (table.header && lines === 0)
        throw new UnreadableFile(
          file,
          undefined,
          'the file is empty, but lab.json says that it has a header. Remove it, or set "header": false',
        );
      return table.header ? lines - 1 : lines;
    },
  };
};
