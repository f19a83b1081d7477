import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { askAthena } from '../local-aws/ask-athena.ts';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';
import { rebuiltFrom } from './rebuilt-folder.ts';

/*
 * Tables that are converted when they are published, in many dialects: what Athena's engine reads is compared with what
 * was written, cell by cell.
 */

/** Values of one row; null is NULL. */
interface Row {
  readonly name: string | null;
  readonly units: bigint | null;
  readonly day: string | null;
  readonly at: string | null;
  readonly cents: bigint | null;
}

const days = fc
  .date({ min: new Date('1600-01-01'), max: new Date('2400-01-01'), noInvalidDate: true })
  .map(date => date.toISOString());
const text = fc
  .string({ unit: 'grapheme', maxLength: 10 })
  .map(each => `${each}"\n, é`.replaceAll(/[\0\ufeff]|\r(?!\n)|[\u2028\u2029]/gu, ''));
const rows: fc.Arbitrary<readonly Row[]> = fc.array(
  fc.record({
    name: fc.option(text),
    units: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
    day: fc.option(days.map(iso => iso.slice(0, 10))),
    at: fc.option(days.map(iso => iso.slice(0, 19).replace('T', ' '))),
    cents: fc.option(fc.bigInt({ min: -99_999_999n, max: 99_999_999n })),
  }),
  { minLength: 50, maxLength: 50 },
);

const columns = [
  { name: 'n', type: 'int' },
  { name: 'name', type: 'string' },
  { name: 'units', type: 'bigint' },
  { name: 'day', type: 'date' },
  { name: 'at', type: 'timestamp' },
  { name: 'price', type: 'decimal(8,2)' },
];

const amount = (cents: bigint, point: string): string => {
  const digits = `${cents < 0n ? -cents : cents}`.padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}${point}${digits.slice(-2)}`;
};

const expected = (all: readonly Row[]) =>
  all.map(({ name, units, day, at, cents }, n) => [
    `${n}`,
    name,
    units === null ? null : `${units}`,
    day,
    at === null ? null : `${at}.000`,
    cents === null ? null : amount(cents, '.'),
  ]);

const quoted = (each: string): string => `"${each.replaceAll('"', '""')}"`;
const brazilian = (iso: string): string => iso.replace(/^(\d+)-(\d+)-(\d+)/, '$3/$2/$1');

interface Dialect {
  readonly delimiter: string;
  readonly lineEnd: string;
  readonly encoding: 'utf-8' | 'utf-16le';
  readonly none: string;
  readonly local: boolean;
}

/** A file of separated values; where `local`, with decimal commas and days before months. */
const separated = (all: readonly Row[], { delimiter, lineEnd, encoding, none, local }: Dialect): Buffer => {
  const lines = all.map(({ name, units, day, at, cents }, n) =>
    [
      `${n}`,
      name === null ? none : quoted(name),
      units === null ? none : `${units}`,
      day === null ? none : local ? brazilian(day) : day,
      at === null ? none : local ? brazilian(at) : at,
      cents === null ? none : quoted(amount(cents, local ? ',' : '.')),
    ].join(delimiter),
  );
  const content = [columns.map(({ name }) => name).join(delimiter), ...lines].join(lineEnd);
  return Buffer.from(content, encoding === 'utf-8' ? 'utf8' : 'utf16le');
};

const objects = (all: readonly Row[]): readonly string[] =>
  all.map(({ name, units, day, at, cents }, n) => {
    const price = cents === null ? null : amount(cents, '.');
    return `{"N": ${n}, "name": ${JSON.stringify(name)}, "units": ${units}, "day": ${JSON.stringify(day)},\n "At Time": ${JSON.stringify(at)}, "price": ${price}}`;
  });

interface Table {
  readonly definition: object;
  readonly files: Readonly<Record<string, Buffer>>;
  readonly expected: readonly (readonly (string | null)[])[];
}

const csvTable = (table: string, seed: number, dialect: Dialect, zipped = false): Table => {
  const [all = []] = fc.sample(rows, { numRuns: 1, seed });
  const content = separated(all, dialect);
  return {
    definition: {
      table,
      zone: 'sor',
      format: 'csv',
      header: true,
      quoted: true,
      delimiter: dialect.delimiter,
      encoding: dialect.encoding,
      columns: dialect.local
        ? columns.map(column =>
            column.name === 'at' ? { ...column, dateFormat: '%d/%m/%Y %H:%M:%S' } : column,
          )
        : columns,
      ...(dialect.none === '' ? {} : { nulls: [dialect.none] }),
      ...(dialect.local ? { decimal: ',', dateFormat: '%d/%m/%Y' } : {}),
    },
    files: { [`${table}/a.csv${zipped ? '.gz' : ''}`]: zipped ? gzipSync(content) : content },
    expected: expected(all),
  };
};

const jsonTable = (table: string, seed: number, document: (all: readonly string[]) => string): Table => {
  const [all = []] = fc.sample(rows, { numRuns: 1, seed });
  const named = columns.map(column => (column.name === 'at' ? { ...column, from: 'At Time' } : column));
  return {
    definition: { table, zone: 'sor', format: 'json', columns: named },
    files: { [`${table}/a.json`]: Buffer.from(document(objects(all))) },
    expected: expected(all),
  };
};

const plain: Dialect = { delimiter: ';', lineEnd: '\n', encoding: 'utf-8', none: '', local: false };
const tables: Readonly<Record<string, Table>> = {
  plain: csvTable('plain', 1, plain),
  local_style: csvTable('local_style', 2, { ...plain, local: true, none: 'NA' }),
  utf16: csvTable('utf16', 3, { ...plain, encoding: 'utf-16le', lineEnd: '\r\n' }),
  odd: csvTable('odd', 4, { ...plain, delimiter: '§', none: '\\N', local: true }),
  zipped: csvTable('zipped', 5, plain, true),
  json_list: jsonTable('json_list', 6, all => `[${all.join(',\n')}]`),
  json_objects: jsonTable('json_objects', 7, all => all.join('\n')),
};

let testAws: TestAws;
let folder: string;
let ask: (sql: string) => ReturnType<typeof askAthena>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'daybreak-conversion-'));
  const definition = {
    title: 'Conversion',
    version: '1.0.0',
    licence: 'CC0-1.0',
    source: 'generated',
    datasets: Object.values(tables).map(table => table.definition),
  };
  const files = Object.assign({}, ...Object.values(tables).map(table => table.files));
  for (const [key, content] of Object.entries<Buffer | string>({
    'lab.json': JSON.stringify(definition),
    ...files,
  })) {
    mkdirSync(dirname(join(folder, key)), { recursive: true });
    writeFileSync(join(folder, key), content);
  }
  testAws = await startTestAws({}, { withTrino: true });
  ask = await rebuiltFrom(testAws, 'conversion', folder);
});

afterAll(async () => {
  await testAws?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test.each(Object.entries(tables))('every cell of %s is read as it was written', async (name, table) => {
  const answer = await ask(`select * from conversion_sor.${name} order by n`);
  if (typeof answer === 'string') throw new Error(answer);
  expect(answer.map(row => row.map(value => value ?? null))).toEqual(table.expected);
});
