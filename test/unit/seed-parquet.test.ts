import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readSeedFolder } from '../../cli/seed/read-seed-folder.ts';
import { type Columns, group, leaf, list, map, parquetFile, utf8 } from './parquet-file.ts';
import { forms, kinds, simpleTypes } from './parquet-kinds.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'daybreak-parquet-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Reads a folder of one Parquet table. */
const read = async (
  columns: Readonly<Record<string, string>>,
  files: Readonly<Record<string, Buffer>>,
  more: object = {},
) => {
  const dataset = {
    table: 't',
    zone: 'sor',
    format: 'parquet',
    columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
    ...more,
  };
  const lab = {
    title: 'A lab',
    version: '1.0.0',
    licence: 'CC0-1.0',
    source: 'made up',
    datasets: [dataset],
  };
  for (const [key, content] of Object.entries({ 'lab.json': JSON.stringify(lab), ...files })) {
    mkdirSync(dirname(join(root, key)), { recursive: true });
    writeFileSync(join(root, key), content);
  }
  const { definition } = await readSeedFolder(root);
  return definition.datasets[0];
};

/** Why a file is refused; undefined if it is not. */
const problem = async (type: string, column: Columns): Promise<string | undefined> => {
  try {
    await read({ c: type }, { 't/a.parquet': parquetFile([column]) });
    return undefined;
  } catch (error) {
    if (error instanceof Error && error.name === 'UnreadableFile') return error.message;
    throw error;
  }
};

describe('a column may have the types that Athena reads it as', () => {
  test.each(Object.entries(kinds))('%s', async (_, { element, accepted }) => {
    const found = [];
    for (const type of simpleTypes)
      if ((await problem(type, leaf('c', element))) === undefined) found.push(type);
    expect(found).toEqual(accepted);
  });

  test('but no decimals of 40 digits', async () => {
    const column = leaf('c', { type: 'BYTE_ARRAY', converted_type: 'DECIMAL', precision: 40, scale: 2 });
    expect(await problem('decimal(38,2)', column)).toContain("Athena's decimals have at most 38 digits");
  });
});

describe('also inside of other columns, at every depth', () => {
  const int = (name: string): Columns => leaf(name, { type: 'INT32' });
  const int64 = (name: string): Columns => leaf(name, { type: 'INT64' });
  const repeated = { repetition_type: 'REPEATED' } as const;

  test.each(Object.entries(forms))('%s is accepted', async (_, { type, column }) => {
    expect(await problem(type, column)).toBeUndefined();
  });

  test.each<[string, string, Columns, string]>([
    [
      'an element of another type',
      'array<int>',
      list('c', int64('element')),
      'column c[] is INT64 in the file, but int in lab.json',
    ],
    [
      'a key of another type',
      'map<int,int>',
      map('c', int('value')),
      'column c{key} is BYTE_ARRAY (STRING) in the file, but int in lab.json',
    ],
    [
      'a value deep inside',
      'array<struct<who:struct<n:int>>>',
      list('c', group('element', [group('who', [leaf('n', { type: 'DOUBLE' })])])),
      'column c[].who.n is DOUBLE in the file, but int in lab.json',
    ],
    [
      'a field that is not there',
      'struct<a:int,zip:int>',
      group('c', [int('a'), int('z')]),
      'column c.zip is not in the file',
    ],
    [
      'a list declared as text',
      'string',
      list('c', int('element')),
      "column c is array<int> in the file, but string in lab.json, and Athena can't read it as that. Use array<int>",
    ],
    [
      'text declared as a list',
      'array<string>',
      utf8('c'),
      "column c is BYTE_ARRAY (STRING) in the file, but array in lab.json, and Athena can't read it as that. Use string",
    ],
    [
      'a list declared as a struct',
      'struct<list:int>',
      list('c', int('element')),
      'is array<int> in the file, but struct in lab.json',
    ],
    [
      'a struct declared as a map',
      'map<string,int>',
      group('c', [int('a')]),
      'is struct<a:int> in the file, but map in lab.json',
    ],
    [
      'a list declared as a map',
      'map<string,int>',
      list('c', int('element')),
      'is array<int> in the file, but map in lab.json',
    ],
    ['a map declared as a list', 'array<int>', map('c', int('value')), 'Use map<string,int>'],
    [
      'a repeated column that is no list',
      'array<int>',
      leaf('c', { type: 'INT32', ...repeated }),
      'column c is repeated INT32 in the file',
    ],
    [
      'and neither an int',
      'int',
      leaf('c', { type: 'INT32', ...repeated }),
      'column c is repeated INT32 in the file',
    ],
  ])('%s is refused', async (_, type, column, message) => {
    expect(await problem(type, column)).toContain(
      `t/a.parquet: ${message}`.replace(/^t\/a.parquet: (is|Use) /, '$1 '),
    );
  });
});

describe('names', () => {
  const file = (...names: string[]): Buffer => parquetFile(names.map(name => utf8(name)));

  test('match whatever their case, and in any order; other columns do no harm', async () => {
    const table = await read(
      { b: 'string', customername: 'string' },
      { 't/a': file('customerName', 'x', 'B') },
    );
    expect(table?.rows).toBe(0);
  });

  test.each<[string, Buffer, string]>([
    [
      'a column with a space',
      file('Order ID'),
      `The file calls it 'Order ID': add "from": "Order ID" to the column`,
    ],
    [
      'a column that lab.json could name',
      file('orderId'),
      `The file calls it 'orderId': name it orderid in lab.json, or add "from": "orderId" to the column`,
    ],
    [
      'other columns',
      file('id', 'note'),
      "Name another column of the file ('id', 'note'), or remove it from lab.json",
    ],
  ])('a missing column is refused, and %s suggested', async (_, content, advice) => {
    await expect(read({ order_id: 'string' }, { 't/a': content })).rejects.toThrow(
      `t/a: column order_id is not in the file, and Athena, which reads Parquet by name, would read NULL. ${advice}`,
    );
  });

  test('two that differ in case only are refused', async () => {
    await expect(read({ id: 'string' }, { 't/a': file('ID', 'Id') })).rejects.toThrow(
      "t/a: column id is 'ID' and 'Id' in the file, and Athena ignores case. Rename one in the file",
    );
  });

  test('a table may have columns that some of its files lack', async () => {
    const files = { 't/a': file('id'), 't/b': file('id', 'added_later') };
    expect(await read({ id: 'string', added_later: 'string' }, files)).toMatchObject({ rows: 0 });
  });

  test('but not under another name', async () => {
    const files = { 't/a': file('id'), 't/b': file('ID_') };
    await expect(read({ id: 'string' }, files)).rejects.toThrow('t/b: column id is not in the file');
  });

  test('a partition key may be in the files, too', async () => {
    const dataset = { partitionKeys: [{ name: 'day', type: 'date' }] };
    const files = { 't/day=2026-01-01/a': file('id', 'day') };
    expect(await read({ id: 'string' }, files, dataset)).toMatchObject({ rows: 0 });
  });
});

describe('rows', () => {
  const file = (rows: number, options = {}): Buffer =>
    parquetFile([leaf('id', { type: 'INT32' })], { id: Array.from({ length: rows }, (_, n) => n) }, options);

  test('are those in the footers of all files', async () => {
    const files = { 't/a': file(3), 't/b': file(0), 't/c': file(2500, { rowGroupSize: 1000 }) };
    expect((await read({ id: 'int' }, files))?.rows).toBe(2503);
  });

  test('are compared with those in lab.json', async () => {
    await expect(read({ id: 'int' }, { 't/a': file(3) }, { rows: 4 })).rejects.toThrow(
      'lab.json, at datasets[0].rows: table t has "rows": 4, but its files have 3. Correct it, or leave it out',
    );
    expect((await read({ id: 'int' }, { 't/a': file(3) }, { rows: 3 }))?.rows).toBe(3);
  });
});

describe('a file that Athena could not open', () => {
  const whole = parquetFile([leaf('id', { type: 'INT32' })], { id: [1, 2, 3] });
  const withTail = (bytes: Buffer, length: number): Buffer => {
    const copy = Buffer.from(bytes);
    copy.writeUInt32LE(length, copy.length - 8);
    return copy;
  };
  const encrypted = Buffer.concat([Buffer.from('PARE'), whole.subarray(4, -4), Buffer.from('PARE')]);
  const noise = Buffer.from(whole);
  noise.fill(0xff, whole.length - 8 - whole.readUInt32LE(whole.length - 8), whole.length - 8);

  test.each<[string, Buffer, string]>([
    ['is cut off', whole.subarray(0, -20), 'does not end with PAR1, so it is truncated. Copy it again'],
    ['is of magic only', Buffer.from('PAR1'), 'does not end with PAR1'],
    ['is empty', Buffer.alloc(0), 'this file is empty, and a Parquet file never is. Remove it'],
    [
      'lost its middle',
      Buffer.concat([whole.subarray(0, 4), whole.subarray(-30)]),
      'is damaged: its footer would have',
    ],
    ['has no footer', withTail(whole, 0), 'is damaged: its footer would have 0 bytes'],
    ['has noise for a footer', noise, "is damaged: its footer can't be read"],
    ['is encrypted', encrypted, 'is encrypted, and Athena has no key to it'],
    [
      'is compressed with Brotli',
      parquetFile(
        [leaf('id', { type: 'INT32' })],
        { id: [1, 2] },
        {
          codec: 'BROTLI',
          compressors: { BROTLI: bytes => bytes },
        },
      ),
      'column id is compressed with BROTLI, which Athena does not read in Parquet. Write the file with ZSTD',
    ],
  ])('because it %s is refused', async (_, content, message) => {
    await expect(read({ id: 'int' }, { 't/a': content })).rejects.toMatchObject({
      name: 'UnreadableFile',
      message: expect.stringContaining(message),
    });
  });

  test('names all that is wrong in a file at once', async () => {
    const names = Array.from({ length: 30 }, (_, n) => `c${n}`);
    const content = parquetFile(names.map(name => leaf(name, { type: 'INT64' })));
    const columns = Object.fromEntries(names.map(name => [name, 'int']));
    await expect(read(columns, { 't/a': content })).rejects.toThrow(
      /^21 problems:\n- t\/a: column c0 is INT64.*\n- t\/a: column c1 (?:.*\n)*- t\/a: column c19 .*\n- t\/a: 10 more columns of this file are not as lab.json says/,
    );
  });
});
