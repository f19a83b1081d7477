import type { TableDefinition } from '../../lab/definition.ts';
import { visibleInLine } from '../../lab/visible.ts';
import { valueTest } from './column-values.ts';
import type { FileProblems, LineProblems } from './file-problems.ts';
import { headerProblem } from './header-line.ts';
import type { Inspector } from './measure-file.ts';
import { splitQuoted } from './quoted-fields.ts';
import { type DelimitedTable, delimiterName, delimiterOf, TableDialect } from './table-dialect.ts';
import type { TableHeaders } from './table-headers.ts';
import { TextLines } from './text-lines.ts';
import { valueAdvice } from './value-advice.ts';

/** The fields of a line; undefined if it was told of. */
type LineSplitter = (line: string, number: number) => readonly string[] | undefined;

/** `field 2 (name)` */
const fieldName =
  ({ columns }: TableDefinition) =>
  (index: number): string => {
    const { name } = columns[index] ?? {};
    return `field ${index + 1}${name === undefined ? '' : ` (${name})`}`;
  };

/** Splits as LazySimpleSerDe does, which does not support quotes. */
const splitPlain = (table: DelimitedTable, problems: LineProblems): LineSplitter => {
  const separator = delimiterOf(table);
  return (line, number) => {
    const fields = line.split(separator);
    const quoted = fields.findIndex(field => field.startsWith('"'));
    if (quoted < 0) return fields;
    problems.tell(
      number,
      'quoted',
      () =>
        `${fieldName(table)(quoted)} begins with a quote, which would stay in the value. Add "quoted": true to the dataset in lab.json, which makes every column text, or write the field without quotes, if there are no ${delimiterName(table)} in it`,
      table.columns[quoted]?.name,
    );
    return undefined;
  };
};

/** Values that LazySimpleSerDe would silently read as NULL. With quotes every column is text: nothing to check. */
const valueCheck = (table: TableDefinition, problems: LineProblems) => {
  if (table.quoted) return () => {};
  const tests = table.columns.map(({ type }) => valueTest(type));
  return (fields: readonly string[], line: number): void => {
    for (const [index, value] of fields.entries()) {
      if (tests[index]?.(value) !== false) continue;
      const { name = '', type = '' } = table.columns[index] ?? {};
      const message = () =>
        `column ${name} is ${type}, but has '${visibleInLine(value.slice(0, 40))}', which Athena would read as NULL. ${valueAdvice(name, type, value)}`;
      problems.tell(line, `value ${index}`, message, name);
    }
  };
};

/** Whether a line has a field for each column. */
const countCheck = (table: DelimitedTable, problems: LineProblems) => {
  const expected = table.columns.length;
  return (fields: readonly string[], line: number): boolean => {
    if (fields.length === expected) return true;
    const advice = table.quoted
      ? `Fields with ${delimiterName(table)} in them need quotes around them`
      : 'Correct the line, or "columns" in lab.json; fields in quotes need "quoted": true';
    const message = () =>
      `${fields.length} field${fields.length === 1 ? '' : 's'}, but lab.json names ${expected} column${expected === 1 ? '' : 's'}. ${advice}`;
    problems.tell(line, `fields ${fields.length}`, message);
    return false;
  };
};

/** If another delimiter explains why lines do not read as lab.json says, that is all there is to say of a file. */
const orOtherDelimiter = (problems: LineProblems, dialect: TableDialect): LineProblems => {
  let asked = false;
  return {
    tell(line, ...problem) {
      const delimiter = asked ? undefined : dialect.otherDelimiter;
      asked = true;
      if (delimiter !== undefined) throw problems.stop(line, delimiter);
      problems.tell(line, ...problem);
    },
    stop: (line, message) => problems.stop(line, dialect.otherDelimiter ?? message),
  };
};

const unquoted = (name: string): string => name.replace(/^"(.*)"$/, '$1');

/** Checks a csv or tsv file and counts its rows, as the dataset's SerDe would. */
export const delimitedRows = (
  found: FileProblems,
  table: DelimitedTable,
  headers: TableHeaders,
): Inspector => {
  const dialect = new TableDialect(table);
  const problems = orOtherDelimiter(found, dialect);
  const separator = delimiterOf(table);
  const split = table.quoted
    ? splitQuoted(separator, fieldName(table), problems)
    : splitPlain(table, problems);
  const hasAll = countCheck(table, problems);
  const checkValues = valueCheck(table, problems);
  let header: string | undefined;

  const checkHeader = (line: string): void => {
    // Athena skips the header without parsing it, so its quotes do no harm.
    const fields = table.quoted ? split(line, 1) : line.split(separator);
    if (fields === undefined || !hasAll(fields, 1)) return;
    const problem = headerProblem(fields, table);
    if (problem?.isOrder) throw problems.stop(1, problem.message);
    if (problem !== undefined) problems.tell(1, 'header', () => problem.message);
    const otherOrder = headers.compare(found.file, fields.map(unquoted));
    if (otherOrder !== undefined) throw problems.stop(1, otherOrder);
    header = line;
  };

  const checkRow = (line: string, number: number): void => {
    if (line === header && table.columns.length > 1) {
      const message = () => 'this is the header again, as where two files were joined. Remove it';
      problems.tell(number, 'header again', message);
      return;
    }
    const fields = split(line, number);
    if (fields !== undefined && hasAll(fields, number)) checkValues(fields, number);
  };

  const text = new TextLines(
    found,
    (line, number) => {
      if (table.header === true && number === 1) checkHeader(line);
      else checkRow(line, number);
    },
    head => {
      const misplaced = dialect.look(head);
      if (misplaced !== undefined) throw found.stop(...misplaced);
    },
  );

  return {
    take: chunk => text.take(chunk),
    end: () => {
      const lines = text.end();
      if (table.header && lines === 0)
        throw found.stop(
          undefined,
          'the file is empty, but lab.json says that it has a header. Remove it, or set "header": false',
        );
      return table.header ? lines - 1 : lines;
    },
  };
};
