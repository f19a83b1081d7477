import { visibleInLine } from '../../lab/visible.ts';
import { valueTest } from './column-values.ts';
import { isConvertible } from './convert/convertible-value.ts';
import { NeedsConversion } from './convert/needs-conversion.ts';
import {
  countCheck,
  fieldName,
  headerAgain,
  noHeader,
  orOtherDelimiter,
  tellQuoted,
} from './delimited-problems.ts';
import type { FileProblems, LineProblems } from './file-problems.ts';
import { headerProblem } from './header-line.ts';
import type { Inspector } from './measure-file.ts';
import { splitQuoted } from './quoted-fields.ts';
import { type DelimitedTable, delimiterOf, TableDialect } from './table-dialect.ts';
import type { TableHeaders } from './table-headers.ts';
import { TextLines } from './text-lines.ts';
import { valueAdvice } from './value-advice.ts';

/** The fields of a line; undefined if it was told of. */
type LineSplitter = (line: string, number: number) => readonly string[] | undefined;

/** Splits as LazySimpleSerDe does, which does not support quotes. */
const splitPlain = (table: DelimitedTable, problems: LineProblems): LineSplitter => {
  const separator = delimiterOf(table);
  return (line, number) => {
    const fields = line.split(separator);
    const quoted = fields.findIndex(field => field.startsWith('"'));
    if (quoted < 0) return fields;
    tellQuoted(table, problems, number, quoted);
    return undefined;
  };
};

/** Values that LazySimpleSerDe would silently read as NULL. With quotes every column is text: nothing to check. */
const valueCheck = (table: DelimitedTable, problems: LineProblems) => {
  if (table.quoted) return () => {};
  const tests = table.columns.map(({ type }) => valueTest(type));
  return (fields: readonly string[], line: number): void => {
    for (const [index, value] of fields.entries()) {
      if (tests[index]?.(value) !== false) continue;
      const { name = '', type = '' } = table.columns[index] ?? {};
      if (isConvertible(type, value))
        throw new NeedsConversion(
          `column ${name} is ${type}, and has '${visibleInLine(value.slice(0, 40))}'`,
        );
      const message = () =>
        `column ${name} is ${type}, but has '${visibleInLine(value.slice(0, 40))}', which Athena would read as NULL. ${valueAdvice(name, type, value)}`;
      problems.tell(line, `value ${index}`, message, name);
    }
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
    ? splitQuoted(separator, index => fieldName(table, index), problems)
    : splitPlain(table, problems);
  const hasAll = countCheck(table, problems);
  const checkValues = valueCheck(table, problems);
  let header: string | undefined;

  const checkHeader = (line: string): void => {
    // Athena skips the header without parsing it, so its quotes do no harm.
    const fields = table.quoted ? split(line, 1) : line.split(separator);
    if (fields === undefined || !hasAll(fields.length, 1)) return;
    const problem = headerProblem(fields, table);
    if (problem?.isOrder) throw problems.stop(1, problem.message);
    if (problem !== undefined) problems.tell(1, 'header', () => problem.message);
    const otherOrder = headers.compare(found.file, fields.map(unquoted));
    if (otherOrder !== undefined) throw problems.stop(1, otherOrder);
    header = line;
  };

  const checkRow = (line: string, number: number): void => {
    if (line === header && table.columns.length > 1) {
      problems.tell(number, 'header again', () => headerAgain);
      return;
    }
    const fields = split(line, number);
    if (fields !== undefined && hasAll(fields.length, number)) checkValues(fields, number);
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
    kind => {
      if (kind === 'empty' && table.columns.length > 1) throw new NeedsConversion('some lines are empty');
      if (kind === 'return' && table.quoted) throw new NeedsConversion('some fields have line breaks');
    },
  );

  return {
    take: chunk => text.take(chunk),
    end: () => {
      const lines = text.end();
      if (table.header && lines === 0) throw found.stop(undefined, noHeader);
      return table.header ? lines - 1 : lines;
    },
  };
};
