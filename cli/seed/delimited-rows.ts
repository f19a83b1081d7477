import type { TableDefinition } from '../../lab/definition.ts';
import { valueHint, valueTest } from './column-values.ts';
import type { Inspector } from './measure-file.ts';
import { splitQuoted } from './quoted-fields.ts';
import { TextLines } from './text-lines.ts';
import { UnreadableFile } from './unreadable-file.ts';

const separators = { csv: ',', tsv: '\t' } as const;
type Format = keyof typeof separators;

type LineSplitter = (line: string, number: number) => readonly string[];

/** Splits as LazySimpleSerDe does, which does not support quotes. */
const splitPlain =
  (file: string, separator: string): LineSplitter =>
  (line, number) => {
    const fields = line.split(separator);
    if (fields.some(field => field.startsWith('"')))
      throw new UnreadableFile(
        file,
        number,
        'a field begins with a quote, which would stay in the value. Add "quoted": true to the dataset in lab.json',
      );
    return fields;
  };

/** The header has to name the columns in the order of lab.json, or values end up in the wrong columns. */
const checkOrder = (file: string, fields: readonly string[], columns: readonly string[]): void => {
  const names = fields.map(field => field.replaceAll('"', '').trim().toLowerCase());
  const sameNames = [...names].sort().join() === [...columns].sort().join();
  if (sameNames && names.join() !== columns.join())
    throw new UnreadableFile(
      file,
      1,
      `the header's order is ${names.join(', ')}, but lab.json's is ${columns.join(', ')}, and Athena goes by position. Put "columns" in the file's order`,
    );
};

/** Values that LazySimpleSerDe would silently read as NULL. With quotes every column is text: nothing to check. */
const valueCheck = (file: string, table: TableDefinition) => {
  if (table.quoted) return () => {};
  const tests = table.columns.map(({ type }) => valueTest(type));
  return (fields: readonly string[], line: number): void => {
    for (const [index, value] of fields.entries())
      if (tests[index]?.(value) === false) {
        const { name = '', type = '' } = table.columns[index] ?? {};
        throw new UnreadableFile(
          file,
          line,
          `column ${name} is ${type}, but has '${value.slice(0, 40)}', which Athena would read as NULL. Use ${valueHint(type)}, leave it empty, or make the column a string`,
        );
      }
  };
};

/** Checks a csv or tsv file and counts its rows, as the dataset's SerDe would. */
export const delimitedRows = (
  file: string,
  table: TableDefinition & { readonly format: Format },
): Inspector => {
  const separator = separators[table.format];
  const names = table.columns.map(({ name }) => name);
  const split = table.quoted ? splitQuoted(file, separator) : splitPlain(file, separator);
  const checkValues = valueCheck(file, table);
  let lines = 0;

  const checkCount = (fields: readonly string[], line: number): void => {
    if (fields.length === names.length) return;
    const advice = table.quoted
      ? `Fields with a ${table.format === 'csv' ? 'comma' : 'tab'} in them need quotes around them`
      : 'Correct the line, or "columns" in lab.json; fields in quotes need "quoted": true';
    throw new UnreadableFile(
      file,
      line,
      `${fields.length} field${fields.length === 1 ? '' : 's'}, but lab.json names ${names.length} columns. ${advice}`,
    );
  };

  const text = new TextLines(file, (line, number) => {
    lines = number;
    const header = table.header === true && number === 1;
    // Athena skips the header without parsing it, so its quotes do no harm.
    const fields = header && !table.quoted ? line.split(separator) : split(line, number);
    checkCount(fields, number);
    if (header) checkOrder(file, fields, names);
    else checkValues(fields, number);
  });

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
