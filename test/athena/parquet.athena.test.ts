import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { parquetClasses } from '../../lab/table-classes.ts';
import { leaf, parquetFile, relabelled } from '../unit/parquet-file.ts';
import { forms, type Kind, kinds, simpleTypes } from '../unit/parquet-kinds.ts';
import { AthenaLab, bucket } from './athena-lab.ts';

/*
 * What publishing says about the columns of Parquet files (test/unit/seed-parquet.test.ts holds it against the same
 * lists) is held against Athena's engine: each kind of column, declared as each type.
 */

let lab: AthenaLab;

beforeAll(async () => {
  lab = await AthenaLab.open();
});

afterAll(() => lab?.close());

const createTable = (name: string, type: string, folder: string, columns = ['c']): Promise<unknown> =>
  lab.createTable({
    Name: name,
    TableType: 'EXTERNAL_TABLE',
    Parameters: { EXTERNAL: 'TRUE' },
    StorageDescriptor: {
      Columns: columns.map(column => ({ Name: column, Type: type })),
      Location: `s3://${bucket}/${folder}/`,
      InputFormat: parquetClasses.inputFormat,
      OutputFormat: parquetClasses.outputFormat,
      SerdeInfo: {
        SerializationLibrary: parquetClasses.library,
        Parameters: { 'serialization.format': '1' },
      },
    },
  });

const fileOf = ({ element, storedAs, values }: Kind): Buffer => {
  const column = leaf('c', element);
  if (storedAs === undefined) return parquetFile([column], { c: values });
  return relabelled(parquetFile([leaf('c', storedAs)], { c: values }, { statistics: false }), [column]);
};

/** Text of a value, the same for all ways to write a number. */
const plain = (value: string | null): string => {
  if (value !== null && /^-?[\d.]+E\d+$/.test(value)) return `${Number(value)}`;
  return /^-?\d+\.\d*$/.test(value ?? '') ? (value ?? '').replace(/\.?0+$/, '') : (value ?? 'none');
};

/**
 * What Trino reads as it is in the file, but publishing refuses, because Athena does not or is not known to: its
 * documentation has integers read as wider ones and floats as doubles, and nothing else.
 * https://docs.aws.amazon.com/athena/latest/ug/updates-changing-column-type.html
 */
const stricter: readonly (readonly [kinds: RegExp, types: RegExp])[] = [
  // HIVE_BAD_DATA: https://github.com/aws/aws-sdk-pandas/issues/57
  [/^U?INT/, /^(string|double|decimal.*)$/],
  [/^(FLOAT|DOUBLE|decimals.*)$/, /^string$/],
  [/^decimals without a fraction$/, /^bigint$/],
  // Presto's check of types, which Athena's message comes from, takes only decimals from bytes of a fixed length.
  [/^(UUID|bytes of fixed length)$/, /./],
  [/^only NULL$/, /./],
];

const isStricter = (name: string, type: string): boolean =>
  stricter.some(([named, typed]) => named.test(name) && typed.test(type));

/** On a busy machine, the engine loses sight of its only node for a moment, and says so. */
const ask = async (sql: string): Promise<Awaited<ReturnType<AthenaLab['ask']>>> => {
  const ended = await lab.ask(sql);
  if (!/NO_NODES_AVAILABLE/.test(ended.query.Status?.StateChangeReason ?? '')) return ended;
  await sleep(500);
  return ask(sql);
};

/** What the engine reads of a kind of column that is declared as a type; why it does not, if it fails. */
const answer = async (
  kind: Kind,
  type: (typeof simpleTypes)[number],
  folder: string,
): Promise<readonly string[] | string> => {
  const table = `${folder}_${simpleTypes.indexOf(type)}`;
  await createTable(table, type, folder);
  const isText = !/^([0-9a-f]{2}){5,}$/.test(kind.read[0] ?? '');
  const asBinary = isText ? 'from_utf8(c)' : 'lower(to_hex(c))';
  const { query, rows } = await ask(`select ${type === 'binary' ? asBinary : 'c'} from ${table}`);
  if (query.Status?.State !== 'SUCCEEDED') return query.Status?.StateChangeReason ?? 'no reason';
  return rows.slice(1).map(([value = null]) => plain(value));
};

const written = Object.entries(kinds).filter(([, { isForHyparquetOnly }]) => isForHyparquetOnly !== true);

test.each(written)(
  '%s is taken as what the engine reads as it is in the file, and as nothing else',
  async (name, kind) => {
    const folder = `k_${name.replaceAll(/\W/g, '_').toLowerCase()}`;
    await lab.put(`${folder}/a.parquet`, fileOf(kind));
    const read = kind.read.map(plain);
    for (const type of simpleTypes) {
      const answered = { type, answer: await answer(kind, type, folder) };
      if (kind.accepted.includes(type)) expect(answered).toEqual({ type, answer: read });
      else if (!isStricter(name, type)) expect(answered).not.toEqual({ type, answer: read });
    }
  },
);

test.each(Object.entries(forms))(
  '%s is read',
  async (name, { type, column, storedAs = column, value, read }) => {
    const folder = `f_${name.replaceAll(/\W/g, '_').toLowerCase()}`;
    await lab.put(
      `${folder}/a.parquet`,
      relabelled(parquetFile([storedAs], { c: [value] }, { statistics: false }), [column]),
    );
    await createTable(folder, type, folder);
    const { rows } = await ask(`select c from ${folder}`);
    expect(rows.slice(1)).toEqual([[read]]);
  },
);

test.each([
  ['UNCOMPRESSED', undefined, true],
  ['SNAPPY', undefined, true],
  ['GZIP', gzipSync, true],
  ['ZSTD', zstdCompressSync, true],
  ['BROTLI', brotliCompressSync, false],
] as const)('a file compressed with %s', async (codec, compress, reads) => {
  const folder = `z_${codec.toLowerCase()}`;
  const values = Array.from({ length: 1000 }, () => 7);
  const file = parquetFile(
    [leaf('c', { type: 'INT32' })],
    { c: values },
    {
      codec,
      ...(compress === undefined ? {} : { compressors: { [codec]: (bytes: Uint8Array) => compress(bytes) } }),
    },
  );
  await lab.put(`${folder}/a.parquet`, file);
  await createTable(folder, 'int', folder);
  const { query } = await ask(`select sum(c) from ${folder}`);
  expect(query.Status?.State).toBe(reads ? 'SUCCEEDED' : 'FAILED');
});
