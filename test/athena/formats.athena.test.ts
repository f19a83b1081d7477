import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AthenaClient } from '@aws-sdk/client-athena';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { publishSeed } from '../../cli/seed/publish-seed.ts';
import { readSeedFolder } from '../../cli/seed/read-seed-folder.ts';
import { clientConfig, localOptions, places } from '../../local-aws/index.ts';
import { pythonOf } from '../../local-aws/python/environment.ts';
import { LabStack } from '../e2e/lab-stack.ts';
import { askAthena } from '../local-aws/ask-athena.ts';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';
import { javaDouble, javaFloat } from './java-numbers.ts';

/*
 * Values of every type that publishing accepts, in every format and with the format's quirks: what Athena's engine
 * reads is compared with what was written, cell by cell.
 */

type Cell = string | null;

/** Text in a file, and what Athena has to make of it. */
interface Value {
  readonly written: string;
  readonly read: Cell;
}

const rowsOfEach = 60;

const integer = (bits: number): fc.Arbitrary<Value> =>
  fc
    .tuple(
      fc.bigInt({ min: -(2n ** BigInt(bits - 1)), max: 2n ** BigInt(bits - 1) - 1n }),
      fc.constantFrom('', '', '0', '00'),
    )
    .map(([number, zeros]) => ({
      written: number < 0n ? `-${zeros}${-number}` : `${zeros}${number}`,
      read: `${number}`,
    }));

/** Without the smallest, of which Java writes a digit more than needed. */
const normalDoubles = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  // And JSON knows no -0.
  .filter(number => Object.is(number, 0) || Math.abs(number) > 1e-300);

const doubles = fc
  .oneof(
    normalDoubles,
    normalDoubles.filter(number => Math.abs(number) < 1e6),
    fc.integer({ min: -1000, max: 1000 }).map(n => n / 100),
  )
  .chain(number =>
    fc.constantFrom(
      `${number}`,
      number.toExponential(),
      Number.isInteger(number) && Math.abs(number) < 1e15 ? `${number}.` : `${number}`,
    ),
  )
  .filter(written => written !== '-0');

const decimal = (precision: number, scale: number): fc.Arbitrary<Value> =>
  fc.bigInt({ min: -(10n ** BigInt(precision)) + 1n, max: 10n ** BigInt(precision) - 1n }).map(unscaled => {
    const digits = `${unscaled < 0n ? -unscaled : unscaled}`.padStart(scale + 1, '0');
    const [whole, fraction] = [digits.slice(0, digits.length - scale), digits.slice(digits.length - scale)];
    const written = `${unscaled < 0n ? '-' : ''}${whole}${scale > 0 ? `.${fraction}` : ''}`;
    return { written, read: written };
  });

const days = fc
  .date({ min: new Date('1600-01-01'), max: new Date('2400-01-01'), noInvalidDate: true })
  .map(date => date.toISOString());

/** What each type takes in a file of text. */
const texts: Readonly<Record<string, fc.Arbitrary<Value>>> = {
  tinyint: integer(8),
  smallint: integer(16),
  int: integer(32),
  bigint: integer(64),
  double: doubles.map(written => ({ written, read: javaDouble(Number(written)) })),
  float: doubles.map(written => ({ written, read: javaFloat(Number(written)) })),
  'decimal(5,2)': decimal(5, 2),
  'decimal(38,0)': decimal(38, 0),
  'decimal(18,18)': decimal(18, 18),
  date: days.map(iso => ({ written: iso.slice(0, 10), read: iso.slice(0, 10) })),
  timestamp: days.chain(iso => {
    const [day, time] = [iso.slice(0, 10), iso.slice(11, 19)];
    return fc.constantFrom('', '.5', '.123', '.000').map(fraction => ({
      written: `${day} ${time}${fraction}`,
      read: `${day} ${time}.${fraction.slice(1).padEnd(3, '0')}`,
    }));
  }),
  boolean: fc
    .constantFrom('true', 'false', 'TRUE', 'False')
    .map(written => ({ written, read: written.toLowerCase() })),
  string: fc
    .string({ unit: 'binary', maxLength: 12 })
    .map(text => `${text}é`.replaceAll(/[\p{Cc}\p{Cs}\p{Co}\p{Cn},"\\\t\u2028\u2029\ufeff]/gu, ''))
    .map(written => ({ written, read: written })),
};

const types = Object.keys(texts);
const nameOf = (type: string): string => `c_${type.replaceAll(/\W+/g, '_')}`.replace(/_$/, '');
const columns = types.map(type => ({ name: nameOf(type), type }));

/** A row for each number; every seventh cell is empty, which is NULL. */
const rowsOf = (values: Readonly<Record<string, fc.Arbitrary<Value>>>, seed: number): Value[][] => {
  const sampled = Object.values(values).map((arbitrary, index) =>
    fc.sample(arbitrary, { numRuns: rowsOfEach, seed: seed + index }),
  );
  return Array.from({ length: rowsOfEach }, (_, row) =>
    sampled.map((column, index) => {
      if ((row + index) % 7 === 0) return { written: '', read: null };
      return column[row] ?? { written: '', read: null };
    }),
  );
};

interface Table {
  readonly definition: Readonly<Record<string, unknown>>;
  readonly files: Readonly<Record<string, string | Buffer>>;
  /** Without the row number, which stands first. */
  readonly expected: readonly (readonly Cell[])[];
}

const dataset = (table: string, more: object, typed = columns) => ({
  table,
  zone: 'sor',
  columns: [{ name: 'n', type: 'int' }, ...typed],
  ...more,
});

/** Files of separated values: with and without a header, with each kind of line end, with and without a last one. */
const separated = (format: 'csv' | 'tsv', header: boolean, lineEnd: string, seed: number): Table => {
  const separator = format === 'csv' ? ',' : '\t';
  const rows = rowsOf(texts, seed);
  const lines = rows.map((row, n) => [`${n}`, ...row.map(({ written }) => written)].join(separator));
  const head = header ? [['n', ...columns.map(({ name }) => name)].join(separator)] : [];
  const half = rows.length / 2;
  const name = `${format}_${header ? 'header' : 'bare'}_${lineEnd.length}`;
  return {
    definition: dataset(name, { format, header }),
    files: {
      [`${name}/a.${format}`]: [...head, ...lines.slice(0, half), ''].join(lineEnd),
      [`${name}/b.${format}`]: [...head, ...lines.slice(half)].join(lineEnd),
    },
    expected: rows.map(row => row.map(({ read }) => read)),
  };
};

/** With quotes every column is text: what is in the file, to the letter. */
const quoted = (format: 'csv' | 'tsv', seed: number): Table => {
  const separator = format === 'csv' ? ',' : '\t';
  const inQuotes = fc
    .string({ unit: 'grapheme', maxLength: 10 })
    .map(text => text.replaceAll(/[\p{Cc}\\\u2028\u2029\ufeff]/gu, ''));
  const cells = fc.sample(fc.tuple(inQuotes, inQuotes, inQuotes), { numRuns: rowsOfEach, seed });
  const lines = cells.map((row, n) =>
    [`${n}`, ...row.map(text => `"${text.replaceAll('"', '""')}"`)].join(separator),
  );
  const typed = ['string', 'int', 'timestamp'].map((type, index) => ({ name: `q${index}`, type }));
  const name = `${format}_quoted`;
  return {
    definition: dataset(name, { format, header: false, quoted: true }, typed),
    files: { [`${name}/a.${format}`]: `${lines.join('\n')}\n` },
    expected: cells,
  };
};

const nested = fc
  .record({
    words: fc.array(fc.constantFrom('a', 'é', 'x y', '日本'), { maxLength: 3 }),
    who: fc.record({ first: fc.constantFrom('Ana', 'Zoë'), age: fc.integer({ min: 0, max: 99 }) }),
    marks: fc.dictionary(fc.constantFrom('k', 'l'), fc.integer({ min: -5, max: 5 })),
  })
  .map(value => ({
    value,
    read: [
      `[${value.words.join(', ')}]`,
      `{first=${value.who.first}, age=${value.who.age}}`,
      `{${Object.entries(value.marks)
        .map(([key, each]) => `${key}=${each}`)
        .join(', ')}}`,
    ],
  }));

/** JSON lines: NULL is null or a key that is not there, keys in any case and order, texts with every escape. */
const jsonLines = (seed: number): Table => {
  const plain = Object.fromEntries(
    Object.entries(texts).filter(([type]) => !/^(float|double|boolean|string)/.test(type)),
  );
  const typed = Object.keys(plain);
  const rows = rowsOf(plain, seed);
  const strings = fc.sample(fc.string({ unit: 'grapheme', maxLength: 10 }), { numRuns: rowsOfEach, seed });
  const numbers = fc.sample(normalDoubles, {
    numRuns: rowsOfEach,
    seed,
  });
  const inside = fc.sample(nested, { numRuns: rowsOfEach, seed });
  const isText = (type: string): boolean => type === 'date' || type === 'timestamp';
  const lines = rows.map((row, n) => {
    const members = row.flatMap(({ written, read }, index) => {
      const type = typed[index] ?? '';
      const key = n % 2 === 0 ? nameOf(type) : nameOf(type).toUpperCase();
      if (read === null) return n % 3 === 0 ? [] : [`"${key}": null`];
      return [
        `"${key}": ${isText(type) ? JSON.stringify(written) : `${written.startsWith('-') ? '-' : ''}${written.replace('-', '').replace(/^0+(?=\d)/, '')}`}`,
      ];
    });
    const more = Object.entries({
      text: strings[n],
      number: numbers[n],
      yes: n % 2 === 0,
      ...inside[n]?.value,
      unknown: [1],
    });
    return `{"n": ${n}, ${[...members, ...more.map(([key, value]) => `"${key}": ${JSON.stringify(value)}`)].join(', ')}}`;
  });
  return {
    definition: dataset('json', { format: 'jsonl' }, [
      ...typed.map(type => ({ name: nameOf(type), type })),
      { name: 'text', type: 'string' },
      { name: 'number', type: 'double' },
      { name: 'yes', type: 'boolean' },
      { name: 'words', type: 'array<string>' },
      { name: 'who', type: 'struct<first:string,age:int>' },
      { name: 'marks', type: 'map<string,int>' },
    ]),
    files: { 'json/a.jsonl': `${lines.join('\n')}\n` },
    expected: rows.map((row, n) => [
      ...row.map(({ read }) => read),
      strings[n] ?? null,
      javaDouble(numbers[n] ?? 0),
      `${n % 2 === 0}`,
      ...(inside[n]?.read ?? []),
    ]),
  };
};

/** Parquet as DuckDB writes it. */
const parquet = (folder: string, seed: number): Table => {
  const simple = Object.fromEntries(Object.entries(texts).filter(([type]) => !/^(float|double)/.test(type)));
  const typed = Object.keys(simple);
  const rows = rowsOf(simple, seed);
  const file = join(folder, 'made.parquet');
  const sqlType = (type: string): string => ({ string: 'varchar' })[type] ?? type;
  const selects = rows.map((row, n) => {
    const cells = row.map(
      ({ written, read }, index) =>
        `${read === null ? 'NULL' : `'${written.replaceAll("'", "''")}'`}::${sqlType(typed[index] ?? '')} AS ${nameOf(typed[index] ?? '')}`,
    );
    return `SELECT ${n}::int AS n, ${cells.join(', ')}, [${n}, NULL]::int[] AS list, {'a': ${n}, 'b': 'x'}::STRUCT(a int, b varchar) AS pair, MAP {'k': ${n}}::MAP(varchar, int) AS pairs`;
  });
  const script = 'import duckdb, sys; duckdb.execute(sys.stdin.read())';
  execFileSync(pythonOf(places(localOptions).venv), ['-c', script], {
    input: `COPY (${selects.join(' UNION ALL ')}) TO '${file}' (FORMAT parquet)`,
  });
  return {
    definition: dataset('parquet', { format: 'parquet' }, [
      ...typed.map(type => ({ name: nameOf(type), type })),
      { name: 'list', type: 'array<int>' },
      { name: 'pair', type: 'struct<a:int,b:string>' },
      { name: 'pairs', type: 'map<string,int>' },
    ]),
    files: { 'parquet/a.parquet': readFileSync(file) },
    expected: rows.map((row, n) => [
      ...row.map(({ read }) => read),
      `[${n}, null]`,
      `{a=${n}, b=x}`,
      `{k=${n}}`,
    ]),
  };
};

/** Partitions whose values have what folders may have. */
const partitioned = (): Table => {
  const values = ['EUR=', '2026-06-07 13:00:00', 'a b', 'é', '10%', '+', "it's"];
  return {
    definition: {
      ...dataset(
        'partitions',
        { format: 'csv', header: false, partitionKeys: [{ name: 'key', type: 'string' }] },
        [],
      ),
    },
    files: Object.fromEntries(values.map((value, n) => [`partitions/key=${value}/a.csv`, `${n}\n`])),
    expected: values.map(value => [value]),
  };
};

let testAws: TestAws;
let folder: string;
let tables: Readonly<Record<string, Table>>;
let ask: (sql: string) => ReturnType<typeof askAthena>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'daybreak-formats-'));
  const all = [
    separated('csv', true, '\n', 1),
    separated('csv', false, '\r\n', 2),
    separated('tsv', true, '\r\n', 3),
    separated('tsv', false, '\n', 4),
    quoted('csv', 5),
    quoted('tsv', 6),
    jsonLines(7),
    parquet(folder, 8),
    partitioned(),
  ];
  tables = Object.fromEntries(all.map(table => [`${table.definition.table}`, table]));
  for (const [name, content] of all.flatMap(({ files }) => Object.entries(files))) {
    mkdirSync(join(folder, 'seed', name, '..'), { recursive: true });
    writeFileSync(join(folder, 'seed', name), content);
  }
  const definition = {
    title: 'Formats',
    version: '1.0.0',
    licence: 'CC0-1.0',
    source: 'generated',
    synthetic: true,
    datasets: all.map(({ definition: each }) => each),
  };
  writeFileSync(join(folder, 'seed', 'lab.json'), JSON.stringify(definition));
  testAws = await startTestAws({}, { withTrino: true });
  const stack = new LabStack(testAws, 'formats');
  await stack.s3.send(new CreateBucketCommand({ Bucket: 'a-seed' }));
  const seed = await readSeedFolder(join(folder, 'seed'));
  await publishSeed(stack.s3, seed, { bucket: 'a-seed', prefix: 'formats/' });
  await stack.deploy({ SeedUri: 's3://a-seed/formats/' });
  const { status, cause } = await stack.rebuild();
  if (status !== 'SUCCEEDED') throw new Error(cause);
  const athena = new AthenaClient({
    ...clientConfig(testAws.aws),
    endpoint: testAws.aws.athenaEndpoint ?? '',
  });
  const { account, region } = testAws.aws;
  ask = sql => askAthena(athena, sql, `s3://formats-athena-${account}-${region}/by-hand/`);
});

afterAll(async () => {
  await testAws?.stop();
  await rm(folder, { recursive: true, force: true });
});

test.each([
  'csv_header_1',
  'csv_bare_2',
  'tsv_header_2',
  'tsv_bare_1',
  'csv_quoted',
  'tsv_quoted',
  'json',
  'parquet',
  'partitions',
])('every cell of %s is read as it was written', async name => {
  const answer = await ask(`select * from formats_sor.${name} order by cast(n as integer)`);
  if (typeof answer === 'string') throw new Error(answer);
  const read = answer.map(row => row.slice(1).map(value => value ?? null));
  const { expected = [] } = tables[name] ?? {};
  expect(read).toEqual(expected);
  console.info(`${name}: ${expected.flat().length} cells`);
});
