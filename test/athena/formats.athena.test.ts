import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { isPartition } from '../../functions/smoke-test/job-proof.ts';
import { partitionOf } from '../../lab/partition.ts';
import { localOptions, places } from '../../local-aws/index.ts';
import { pythonOf } from '../../local-aws/python/environment.ts';
import type { askAthena } from '../local-aws/ask-athena.ts';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';
import { javaDouble, javaFloat } from './java-numbers.ts';
import { rebuiltFrom } from './rebuilt-folder.ts';

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
    .map(text => `${text}é`.replaceAll(/[\p{Cc}\p{Cs}\p{Co}\p{Cn},;|"\\\t\u2028\u2029\ufeff]/gu, ''))
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

const dataset = (table: string, more: object, typed = columns, number = 'int') => ({
  table,
  zone: 'sor',
  columns: [{ name: 'n', type: number }, ...typed],
  ...more,
});

/** Files of separated values: with and without a header, with each kind of line end, with and without a last one. */
const separated = (
  format: 'csv' | 'tsv',
  header: boolean,
  lineEnd: string,
  seed: number,
  delimiter?: string,
): Table => {
  const separator = delimiter ?? (format === 'csv' ? ',' : '\t');
  const rows = rowsOf(texts, seed);
  const lines = rows.map((row, n) => [`${n}`, ...row.map(({ written }) => written)].join(separator));
  const head = header ? [['n', ...columns.map(({ name }) => name)].join(separator)] : [];
  const half = rows.length / 2;
  const code = delimiter === undefined ? '' : `_${delimiter.charCodeAt(0)}`;
  const name = `${format}_${header ? 'header' : 'bare'}_${lineEnd.length}${code}`;
  return {
    definition: dataset(name, { format, header, ...(delimiter === undefined ? {} : { delimiter }) }),
    files: {
      [`${name}/a.${format}`]: [...head, ...lines.slice(0, half), ''].join(lineEnd),
      [`${name}/b.${format}`]: mixed([...head, ...lines.slice(half)], lineEnd),
    },
    expected: rows.map(row => row.map(({ read }) => read)),
  };
};

/** Lines with two line endings in turn. */
const mixed = (lines: readonly string[], lineEnd: string): string =>
  lines.map((line, n) => `${line}${n % 2 === 0 ? '\n' : lineEnd}`).join('');

/** Columns of text with quotes stay as they are: what is in the file, to the letter. */
const quoted = (format: 'csv' | 'tsv', seed: number, delimiter?: string): Table => {
  const separator = delimiter ?? (format === 'csv' ? ',' : '\t');
  const inQuotes = fc
    .string({ unit: 'grapheme', maxLength: 10 })
    .map(text => text.replaceAll(/[\p{Cc}\\\u2028\u2029\ufeff]/gu, ''));
  const cells = fc.sample(fc.tuple(inQuotes, inQuotes, inQuotes), { numRuns: rowsOfEach, seed });
  const lines = cells.map((row, n) =>
    [`${n}`, ...row.map(text => `"${text.replaceAll('"', '""')}"`)].join(separator),
  );
  const textColumns = ['q0', 'q1', 'q2'].map(column => ({ name: column, type: 'string' }));
  const name = `${format}_quoted${delimiter === undefined ? '' : `_${delimiter.charCodeAt(0)}`}`;
  return {
    definition: dataset(
      name,
      { format, header: false, quoted: true, ...(delimiter === undefined ? {} : { delimiter }) },
      textColumns,
      'string',
    ),
    files: { [`${name}/a.${format}`]: mixed(lines, '\r\n') },
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

/** One row in each folder, which has values as people, Hive and Spark write them. */
interface Partitioned {
  readonly keys: readonly { readonly name: string; readonly type: string }[];
  readonly folders: Readonly<Record<string, readonly Cell[]>>;
}

const plain = ['EUR=', '2026-06-07 13:00:00', 'a b', 'é', '10%', '+', "it's", 'a#1 ?'];
const partitionedTables: Readonly<Record<string, Partitioned>> = {
  partitions: {
    keys: [{ name: 'key', type: 'string' }],
    folders: {
      ...Object.fromEntries(plain.map(value => [`key=${value}`, [value]])),
      'key=2026-06-07 13%3A00%3A01': ['2026-06-07 13:00:01'],
      'KEY=a%2fb': ['a/b'],
      'key=%2541': ['%41'],
      'key=%C3%A9': ['\u00c3\u00a9'],
      'key=50%2': ['50%2'],
      'region=br/key=deep/run=5': ['deep'],
      'key=__HIVE_DEFAULT_PARTITION__': [null],
    },
  },
  partitions_typed: {
    keys: ['int', 'date', 'timestamp', 'decimal(5,2)', 'boolean', 'double', 'float', 'tinyint'].map(type => ({
      name: `k_${type.replace(/\W.*/, '')}`,
      type,
    })),
    folders: {
      'k_int=01/k_date=2026-01-31/k_timestamp=2026-06-07 13%3A00%3A00/k_decimal=1.5/k_boolean=TRUE/k_double=1e3/k_float=0.1/k_tinyint=-1':
        ['1', '2026-01-31', '2026-06-07 13:00:00.000', '1.50', 'true', '1000.0', '0.1', '-1'],
      // The same values, written otherwise: two partitions in the catalog, and the rows of both.
      'k_float=0.10/k_double=1000/k_boolean=true/k_tinyint=-01/k_decimal=01.50/k_timestamp=2026-06-07 13%3A00%3A00.0/k_date=2026-01-31/k_int=1':
        ['1', '2026-01-31', '2026-06-07 13:00:00.000', '1.50', 'true', '1000.0', '0.1', '-1'],
      'k_int=+2/k_date=2024-02-29/k_timestamp=2026-06-07 13%3A00%3A00.1259/k_decimal=-999.99/k_boolean=false/k_double=.5/k_float=Infinity/k_tinyint=127':
        ['2', '2024-02-29', '2026-06-07 13:00:00.125', '-999.99', 'false', '0.5', 'Infinity', '127'],
      [['int', 'date', 'timestamp', 'decimal', 'boolean', 'double', 'float', 'tinyint']
        .map(type => `k_${type}=__HIVE_DEFAULT_PARTITION__`)
        .join('/')]: Array.from({ length: 8 }, () => null),
    },
  },
};

const partitioned = (table: string, { keys, folders }: Partitioned): Table => ({
  definition: { ...dataset(table, { format: 'csv', header: false, partitionKeys: keys }, []) },
  files: Object.fromEntries(Object.keys(folders).map((each, n) => [`${table}/${each}/a.csv`, `${n}\n`])),
  expected: Object.values(folders),
});
/** Columns whose names begin with an underscore or a digit, in files that Athena reads by position and by name. */
const named = (format: 'csv' | 'jsonl'): Table => {
  const name = `names_${format}`;
  const typed = ['_id', '2015', '_', '0_x'].map(column => ({ name: column, type: 'bigint' }));
  const files = {
    csv: 'n,_id,2015,_,0_x\n1,2,3,4,5\n6,7,8,9,10\n',
    jsonl: '{"n":1,"_id":2,"2015":3,"_":4,"0_x":5}\n{"0_x":10,"n":6,"_id":7,"2015":8,"_":9}\n',
  };
  return {
    definition: dataset(name, format === 'csv' ? { format, header: true } : { format }, typed),
    files: { [`${name}/a.${format}`]: files[format] },
    expected: [
      ['2', '3', '4', '5'],
      ['7', '8', '9', '10'],
    ],
  };
};

/** A table with its files compressed. */
const zipped = ({ definition, files, expected }: Table): Table => {
  const name = `${definition.table}_gz`;
  return {
    definition: { ...definition, table: name },
    files: Object.fromEntries(
      Object.entries(files).map(([key, content]) => [
        `${name}/${key.slice(key.indexOf('/') + 1)}.gz`,
        gzipSync(content),
      ]),
    ),
    expected,
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
    ...Object.entries(partitionedTables).map(([table, each]) => partitioned(table, each)),
    named('csv'),
    named('jsonl'),
    separated('csv', true, '\n', 12, ';'),
    separated('csv', false, '\r\n', 13, '|'),
    separated('csv', true, '\r\n', 14, '\u0001'),
    quoted('csv', 15, ';'),
    quoted('csv', 16, '|'),
    ...[separated('csv', true, '\n', 9), quoted('csv', 10), jsonLines(11)].map(zipped),
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
    smokeTests: ['csv', 'jsonl'].map(format => ({
      name: `names of ${format}`,
      sql: `select sum(_id), sum("2015"), sum("0_x") from \${sor}.names_${format} where _ > 0`,
      expect: [[9, 11, 15]],
    })),
  };
  writeFileSync(join(folder, 'seed', 'lab.json'), JSON.stringify(definition));
  testAws = await startTestAws({}, { withTrino: true });
  ask = await rebuiltFrom(testAws, 'formats', join(folder, 'seed'));
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
  'partitions_typed',
  'names_csv',
  'names_jsonl',
  'csv_header_1_59',
  'csv_bare_2_124',
  'csv_header_2_1',
  'csv_quoted_59',
  'csv_quoted_124',
  'csv_header_1_gz',
  'csv_quoted_gz',
  'json_gz',
])('every cell of %s is read as it was written', async name => {
  const answer = await ask(`select * from formats_sor.${name} order by cast(n as integer)`);
  if (typeof answer === 'string') throw new Error(answer);
  const read = answer.map(row => row.slice(1).map(value => value ?? null));
  const { expected = [] } = tables[name] ?? {};
  expect(read).toEqual(expected);
  console.info(`${name}: ${expected.flat().length} cells`);
});

test.each(Object.entries(partitionedTables))(
  "the condition of a job's proof finds each partition of %s",
  async (table, { keys, folders }) => {
    const all = Object.entries(folders);
    for (const [each, cells] of all) {
      const values = partitionOf(keys, `${each}/a.csv`)?.values ?? [];
      const condition = isPartition({ partitionKeys: [...keys] })(values);
      const same = all.flatMap(([_, other], n) => (`${other}` === `${cells}` ? [[`${n}`]] : []));
      expect([
        condition,
        await ask(`select n from formats_sor.${table} where ${condition} order by cast(n as integer)`),
      ]).toEqual([condition, same]);
    }
  },
);
