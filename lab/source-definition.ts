import * as z from 'zod/mini';
import { list, mostColumns } from './bounds.ts';
import {
  column,
  crc32,
  definitionSchema,
  type Finding,
  findings,
  key,
  parseDefinition,
  rows,
  type TableDefinition,
  tableShape,
} from './definition.ts';
import { sized } from './texts.ts';

/*
 * A definition as its author writes it. It may leave out sizes, checksums and row counts, and says more about how files
 * are written than Athena can be told: publishing answers that by converting the table to Parquet, so that no published
 * definition has these keys, and no function knows them.
 */

const sourceFile = z.union(
  [
    key,
    z.strictObject({
      key,
      bytes: z.optional(z.int().check(z.nonnegative())),
      crc32: z.optional(crc32),
      from: z.optional(
        key.check(z.describe('Where the file is, relative to lab.json, if not where it goes in the seed')),
      ),
    }),
  ],
  { error: 'is not a file: write its key, or {"key": …} with "bytes" and "crc32" if you want them checked' },
);

const formats = ['csv', 'tsv', 'jsonl', 'parquet', 'json', 'xlsx'] as const;

const isEncoding = (label: string): boolean => {
  try {
    new TextDecoder(label);
    return true;
  } catch {
    return false;
  }
};

const character = (describe: string) =>
  sized(2).check(
    z.regex(/^[^"\r\n0-9]$/u, { error: 'is not one character that can separate fields' }),
    z.describe(describe),
  );

const dateFormat = sized(128).check(
  z.regex(/^(?:[^%]|%%)*%-?[YymdbBaAjHIMSfpz](?:[^%]|%%|%-?[YymdbBaAjHIMSfpz])*$/, {
    error: 'is not a date format: write it as strptime has it, such as "%d/%m/%Y"',
  }),
  z.describe('How dates and times are written, as strptime has it: %d/%m/%Y, %Y-%m-%d %H:%M:%S'),
);

const sourceColumn = z.extend(column, {
  from: z.optional(
    sized(1_024).check(
      z.minLength(1),
      z.describe('jsonl, json and parquet: its name in the files, if that differs from the column'),
    ),
  ),
  dateFormat: z.optional(dateFormat),
});

const datasetTable = {
  ...tableShape,
  format: z.enum(formats, { error: `is not a format: use ${formats.slice(0, -1).join(', ')} or xlsx` }),
  columns: list(sourceColumn, mostColumns).check(z.minLength(1)),
  delimiter: z.optional(character('csv: what separates fields, if not commas')),
  quoted: z.optional(
    z
      .boolean()
      .check(
        z.describe(
          'csv and tsv: whether fields may be in double quotes. With columns other than text, the table is published as Parquet',
        ),
      ),
  ),
  nulls: z.optional(
    list(sized(255).check(z.minLength(1)), 100).check(
      z.minLength(1),
      z.describe('Texts that stand for NULL, such as NA; an empty field always does'),
    ),
  ),
  encoding: z.optional(
    sized(64).check(
      z.refine(isEncoding, {
        error: issue => `'${String(issue.input)}' is not an encoding: use utf-8, windows-1252, utf-16le …`,
      }),
      z.describe('Encoding of the text, if not utf-8: windows-1252, utf-16le …'),
    ),
  ),
  skipLines: z.optional(
    z.int().check(z.nonnegative(), z.describe('csv, tsv and xlsx: lines above the header, or the first row')),
  ),
  decimal: z.optional(
    z
      .enum([','], { error: 'is not a decimal mark: use "," or leave it out' })
      .check(z.describe('"," where numbers have a decimal comma')),
  ),
  thousands: z.optional(
    z
      .enum([',', '.', ' ', "'", '\u00a0', '\u202f'], {
        error: 'is not a separator of thousands: use , or . or a space',
      })
      .check(z.describe('What separates thousands in numbers')),
  ),
  dateFormat: z.optional(dateFormat),
  sheet: z.optional(sized(255).check(z.minLength(1), z.describe('xlsx: the sheet, if not the first'))),
  rows: z.optional(rows),
};

/** `lab.schema.json` is made from it. */
export const labSourceSchema = definitionSchema(sourceFile, datasetTable);
export type LabSource = z.output<typeof labSourceSchema>;
/** A table with files, as its author describes it. */
export type SourceDataset = LabSource['datasets'][number];

/** Which formats can have each key of a dataset. */
const formatsOf = {
  header: ['csv', 'tsv', 'xlsx'],
  quoted: ['csv', 'tsv'],
  delimiter: ['csv'],
  nulls: ['csv', 'tsv', 'xlsx', 'jsonl', 'json'],
  encoding: ['csv', 'tsv', 'jsonl', 'json'],
  skipLines: ['csv', 'tsv', 'xlsx'],
  decimal: ['csv', 'tsv', 'xlsx', 'jsonl', 'json'],
  thousands: ['csv', 'tsv', 'xlsx', 'jsonl', 'json'],
  dateFormat: ['csv', 'tsv', 'xlsx', 'jsonl', 'json'],
  sheet: ['xlsx'],
} as const satisfies Partial<Record<keyof SourceDataset, readonly SourceDataset['format'][]>>;

function* formatFindings(dataset: SourceDataset, at: readonly (string | number)[]): Generator<Finding> {
  const { format } = dataset;
  for (const [option, allowed] of Object.entries(formatsOf))
    if (dataset[option as keyof typeof formatsOf] !== undefined && !allowed.some(each => each === format))
      yield [[...at, option], `${format} has no ${option}: leave it out`];
  if (formatsOf.header.some(each => each === format) && dataset.header === undefined)
    yield [[...at, 'header'], `${format} needs "header": true or false`];
  if (dataset.thousands !== undefined && dataset.thousands === (dataset.decimal ?? '.'))
    yield [[...at, 'thousands'], 'is also what separates decimals: they have to differ'];
  for (const [index, { name, type, from, dateFormat: own }] of dataset.columns.entries()) {
    const place = [...at, 'columns', index];
    if (from !== undefined && !['jsonl', 'json', 'parquet'].includes(format))
      yield [[...place, 'from'], `columns of ${format} go by position: leave it out`];
    if (own !== undefined && type !== 'date' && type !== 'timestamp')
      yield [
        [...place, 'dateFormat'],
        `column ${name} is of type ${type}: only dates and timestamps have one`,
      ];
    if (own !== undefined && format === 'parquet')
      yield [[...place, 'dateFormat'], 'parquet has no dateFormat: leave it out'];
    if (format === 'xlsx' && type.includes('<'))
      yield [[...place, 'type'], `xlsx can't carry '${type}' (column ${name})`];
  }
}

/**
 * What the schema can't express.
 * @param below see `findings`
 */
export const contradictionsIn = (
  source: LabSource,
  below: readonly TableDefinition[] = [],
): Iterable<Finding> => findings(source, formatFindings, below);

/**
 * Parses a definition as its author writes it.
 * @param below see `findings`
 * @throws InvalidDefinition that names the first mistake
 */
export const parseLabSource = (
  json: string,
  what = 'lab.json',
  below: readonly TableDefinition[] = [],
): LabSource => parseDefinition(labSourceSchema, source => contradictionsIn(source, below), json, what);
