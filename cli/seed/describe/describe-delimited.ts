import { valueTest } from '../column-values.ts';
import type { Database } from '../duckdb/database.ts';
import { textRelation } from '../duckdb/text-relation.ts';
import { explainColumns, sharedFormat } from './explain-columns.ts';
import { columnNames } from './legal-names.ts';
import type { ReadableText } from './readable-text.ts';
import type { DelimitedFile } from './sniff-file.ts';
import type { ColumnDraft, ContentDraft, FormatDraft } from './table-draft.ts';
import { type TypedColumns, typeColumns } from './type-columns.ts';

const nameNotes = (given: readonly string[], made: readonly string[]): readonly string[] => {
  const changed = given.flatMap((name, index) => {
    const its = made[index] ?? '';
    return name.trim().toLowerCase() === its ? [] : [`'${name}' is ${its}`];
  });
  const shown = changed.slice(0, 5).join(', ');
  if (changed.length === 0) return [];
  return [
    `columns got names that Athena takes: ${shown}${changed.length > 5 ? ` and ${changed.length - 5} more` : ''}`,
  ];
};

/** What is written otherwise than in most files. */
const dialectOf = (
  { delimiter, header, skipLines }: DelimitedFile,
  quoted: boolean,
  encoding: string | undefined,
): FormatDraft => ({
  format: delimiter === '\t' ? 'tsv' : 'csv',
  header,
  ...(delimiter === '\t' || delimiter === ',' ? {} : { delimiter }),
  ...(quoted ? { quoted } : {}),
  ...(encoding === undefined ? {} : { encoding }),
  ...(skipLines === 0 ? {} : { skipLines }),
});

/** What DuckDB says of a row that is not like the others; its rows are not guessed from, and publishing refuses them. */
const oddRow = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  const [, line] = /CSV Error on Line: (\d+)/.exec(message) ?? [];
  if (line === undefined) throw error;
  return `line ${line} of a file, and perhaps others, are not like the rest, and were not looked at: \`npx daybreak check\` says what is wrong`;
};

/** Whether some values are written in a way that Athena would read as NULL. */
const isForeign = (typed: TypedColumns, columns: readonly ColumnDraft[]): boolean =>
  typed.columns.some(({ examples }, index) => {
    const test = valueTest(columns[index]?.type ?? 'string');
    return test !== undefined && !examples.every(test);
  });

/**
 * Reads all files of a table of csv or tsv, and types its columns.
 * @param hasHeader whether the text still has the header that was sniffed
 */
export const describeDelimited = async (
  database: Database,
  { paths, encoding, isQuoted: quoted, notes: textNotes }: ReadableText,
  sniffed: DelimitedFile,
  taken: ReadonlySet<string>,
  hasHeader = sniffed.header,
): Promise<ContentDraft> => {
  const { delimiter, header, skipLines, fields } = sniffed;
  const names = columnNames(header ? fields : fields.map(() => ''), taken);
  const typeRows = (lenient: boolean): Promise<TypedColumns> =>
    typeColumns(
      database,
      textRelation(paths, names, { delimiter, quoted, header: hasHeader, skipLines, lenient }),
      names.map(name => ({ name, scope: 'any' as const })),
      delimiter,
    );
  const { typed, oddRows } = await typeRows(false).then(
    strictly => ({ typed: strictly, oddRows: [] }),
    async error => ({ typed: await typeRows(true), oddRows: [oddRow(error)] }),
  );
  const { columns, nulls, notes } = explainColumns(typed);
  const { columns: shown, dateFormat } = sharedFormat(columns);
  const written: FormatDraft = {
    ...dialectOf(sniffed, quoted, encoding),
    ...(nulls.length === 0 ? {} : { nulls }),
    ...typed.style,
    ...(dateFormat === undefined ? {} : { dateFormat }),
  };
  return {
    written,
    columns: shown,
    rows: typed.rows,
    notes: [
      ...textNotes,
      ...oddRows,
      ...(sniffed.guess === undefined ? [] : [sniffed.guess]),
      ...(header ? nameNotes(fields, names) : []),
      ...notes,
    ],
    converted: isForeign(typed, columns) ? ['how values are written'] : [],
  };
};
