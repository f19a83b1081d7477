import type { LineProblems } from './file-problems.ts';
import { type DelimitedTable, delimiterName, type TableDialect } from './table-dialect.ts';

/** `field 2 (name)` */
export const fieldName = ({ columns }: DelimitedTable, index: number): string => {
  const { name } = columns[index] ?? {};
  return `field ${index + 1}${name === undefined ? '' : ` (${name})`}`;
};

/** Whether a row has a field for each column; tells if not. */
export const countCheck = (table: DelimitedTable, problems: LineProblems) => {
  const expected = table.columns.length;
  return (fields: number, line: number): boolean => {
    if (fields === expected) return true;
    const advice = table.quoted
      ? `Fields with ${delimiterName(table)} in them need quotes around them`
      : 'Correct the line, or "columns" in lab.json; fields in quotes need "quoted": true';
    const message = () =>
      `${fields} field${fields === 1 ? '' : 's'}, but lab.json names ${expected} column${expected === 1 ? '' : 's'}. ${advice}`;
    problems.tell(line, `fields ${fields}`, message);
    return false;
  };
};

/** If another delimiter explains why lines do not read as lab.json says, that is all there is to say of a file. */
export const orOtherDelimiter = (problems: LineProblems, dialect: TableDialect): LineProblems => {
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

/** Tells of a field that begins with a quote in a table that has none. */
export const tellQuoted = (
  table: DelimitedTable,
  problems: LineProblems,
  line: number,
  field: number,
): void => {
  const message = () =>
    `${fieldName(table, field)} begins with a quote, which would stay in the value. Add "quoted": true to the dataset in lab.json, or write the field without quotes, if there are no ${delimiterName(table)} in it`;
  problems.tell(line, 'quoted', message, table.columns[field]?.name);
};

export const headerAgain = 'this is the header again, as where two files were joined. Remove it';
export const noHeader =
  'the file is empty, but lab.json says that it has a header. Remove it, or set "header": false';
