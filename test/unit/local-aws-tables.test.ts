import { AthenaClient } from '@aws-sdk/client-athena';
import {
  BatchCreatePartitionCommand,
  type Column,
  CreateDatabaseCommand,
  CreateTableCommand,
  GlueClient,
} from '@aws-sdk/client-glue';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { clientConfig } from '../../local-aws/index.ts';
import { storageOf } from '../../reconcile/serde.ts';
import { askAthena } from '../local-aws/ask-athena.ts';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';

/* Tables on the local AWS without Trino: read as the catalog describes them, and answered as Athena writes. */

const Bucket = 'lake';
const place = `s3://${Bucket}`;

let local: TestAws;
let athena: AthenaClient;
let s3: S3Client;
let glue: GlueClient;

beforeAll(async () => {
  local = await startTestAws();
  const config = clientConfig(local.aws);
  [athena, s3, glue] = [
    new AthenaClient(config),
    new S3Client({ ...config, forcePathStyle: true }),
    new GlueClient(config),
  ];
  await s3.send(new CreateBucketCommand({ Bucket }));
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'shop' } }));
});

afterAll(async () => {
  for (const client of [athena, s3, glue]) client.destroy();
  await local.stop();
});

interface TableOf {
  readonly format: 'csv' | 'jsonl' | 'parquet';
  /** `name type`, as in a CREATE TABLE. */
  readonly columns: readonly string[];
  readonly keys?: readonly string[];
  readonly parameters?: Readonly<Record<string, string>>;
  readonly serde?: Readonly<Record<string, string>>;
}

const columnOf = (written: string): Column => {
  const [Name = '', Type = ''] = written.split(' ');
  return { Name, Type };
};

const addTable = async (
  Name: string,
  { format, columns, keys = [], parameters = {}, serde = {} }: TableOf,
  files: Readonly<Record<string, string | Uint8Array>>,
) => {
  const { inputFormat, library, parameters: own, classification } = storageOf({ format });
  for (const [name, Body] of Object.entries(files))
    await s3.send(new PutObjectCommand({ Bucket, Key: `${Name}/${name}`, Body }));
  const StorageDescriptor = {
    Columns: columns.map(columnOf),
    Location: `${place}/${Name}/`,
    InputFormat: inputFormat,
    SerdeInfo: { SerializationLibrary: library, Parameters: { ...own, ...serde } },
  };
  const Parameters = { classification, ...parameters };
  const PartitionKeys = keys.map(columnOf);
  await glue.send(
    new CreateTableCommand({
      DatabaseName: 'shop',
      TableInput: { Name, StorageDescriptor, PartitionKeys, Parameters },
    }),
  );
};

const addPartitions = (TableName: string, partitions: Readonly<Record<string, readonly string[]>>) =>
  glue.send(
    new BatchCreatePartitionCommand({
      DatabaseName: 'shop',
      TableName,
      PartitionInputList: Object.entries(partitions).map(([folder, values]) => ({
        Values: [...values],
        StorageDescriptor: { Location: `${place}/${folder}` },
      })),
    }),
  );

const ask = (sql: string) => askAthena(athena, sql, `${place}/results/`);

const lines = (...rows: readonly unknown[]) => rows.map(row => `${JSON.stringify(row)}\n`).join('');

test('text in JSON that looks like something else stays text', async () => {
  await addTable(
    'citizens',
    { format: 'jsonl', columns: ['id string', 'born string', 'uuid string', 'zip string', 'nick string'] },
    {
      'a.jsonl': lines(
        { id: '1', born: '1990-01-01', uuid: '3f2c8a10-5b7e-4c1d-9e2f-0a1b2c3d4e5f', zip: '01310' },
        { id: '2', born: '1985-12-24', uuid: '7d9e1b22-1c3a-4f5b-8d6e-9f0a1b2c3d4e', zip: '04557', more: 1 },
      ),
    },
  );
  expect(await ask('select * from shop.citizens order by id')).toEqual([
    ['1', '1990-01-01', '3f2c8a10-5b7e-4c1d-9e2f-0a1b2c3d4e5f', '01310', undefined],
    ['2', '1985-12-24', '7d9e1b22-1c3a-4f5b-8d6e-9f0a1b2c3d4e', '04557', undefined],
  ]);
  expect(
    await ask("select id from shop.citizens where substr(born, 6) = '01-01' and substr(uuid, 1, 2) = '3f'"),
  ).toEqual([['1']]);
});

test('JSON has the types of the catalog, at any depth, and names in any case', async () => {
  await addTable(
    'visits',
    {
      format: 'jsonl',
      columns: [
        'id bigint',
        'customername string',
        'seen timestamp',
        'price decimal(10,2)',
        'client struct<os:string,version:int,seen:array<struct<day:date>>>',
        'counts map<string,bigint>',
        'kind string',
      ],
      serde: { 'mapping.kind': 'detail-type' },
    },
    {
      'a.jsonl': lines(
        {
          id: 1,
          customerName: 'Ana',
          seen: '2026-03-02T00:00:05+02:00',
          price: 1.5,
          client: { OS: 'Linux', version: '7', Seen: [{ Day: '2026-01-01', other: 1 }] },
          counts: { A: 1, b: 2 },
          'detail-type': 'x',
        },
        { id: 2, seen: '2026-03-01T11:20:30.250Z', client: null },
      ),
    },
  );
  expect(await ask('select * from shop.visits order by id')).toEqual([
    [
      '1',
      'Ana',
      '2026-03-01 22:00:05.000',
      '1.50',
      '{os=Linux, version=7, seen=[{day=2026-01-01}]}',
      '{A=1, b=2}',
      'x',
    ],
    ['2', undefined, '2026-03-01 11:20:30.250', undefined, undefined, undefined, undefined],
  ]);
  expect(await ask("select client.version + 1, counts['b'] from shop.visits where id = 1")).toEqual([
    ['8', '2'],
  ]);
});

test.each([
  ['csv', '1,2.50\n'],
  ['jsonl', '{"id":1,"n":2.5}\n'],
] as const)(
  'partitions of a %s table are those of the catalog, whatever their folders',
  async (format, row) => {
    const table = `quotes_${format}`;
    await addTable(
      table,
      { format, columns: ['id int', 'n decimal(5,2)'], keys: ['ric string', 'day date'] },
      {
        'ric=EUR=/day=2026-01-01/run=7/a.txt': row,
        'ric=A+B C/day=2026-01-02/a.txt': row,
        'ric=__HIVE_DEFAULT_PARTITION__/day=2026-01-03/a.txt': row,
        'ric=not registered/day=2026-01-04/a.txt': row,
      },
    );
    await s3.send(new PutObjectCommand({ Bucket, Key: `elsewhere-${format}/a.txt`, Body: row }));
    await addPartitions(table, {
      [`${table}/ric=EUR=/day=2026-01-01/`]: ['EUR=', '2026-01-01'],
      [`${table}/ric=A+B C/day=2026-01-02`]: ['A+B C', '2026-01-02'],
      [`${table}/ric=__HIVE_DEFAULT_PARTITION__/day=2026-01-03/`]: [
        '__HIVE_DEFAULT_PARTITION__',
        '2026-01-03',
      ],
      [`elsewhere-${format}/`]: ["o'clock", '2026-01-05'],
      [`${table}/nothing/`]: ['nothing', '2026-01-06'],
    });
    expect(await ask(`select * from shop.${table} order by day`)).toEqual([
      ['1', '2.50', 'EUR=', '2026-01-01'],
      ['1', '2.50', 'A+B C', '2026-01-02'],
      ['1', '2.50', undefined, '2026-01-03'],
      ['1', '2.50', "o'clock", '2026-01-05'],
    ]);
  },
);

test('a table without partitions in the catalog is empty', async () => {
  await addTable(
    'unrepaired',
    { format: 'csv', columns: ['id int'], keys: ['y int'] },
    { 'y=1/a.csv': '1\n' },
  );
  expect(await ask('select * from shop.unrepaired')).toEqual([]);
});

test('projected partitions need no entry in the catalog', async () => {
  await addTable(
    'projected',
    { format: 'csv', columns: ['id int'], keys: ['y int'], parameters: { 'projection.enabled': 'true' } },
    { 'y=1/a.csv': '1\n', 'y=2/b/run=3/a.csv': '2\n', 'other/a.csv': '3\n' },
  );
  expect(await ask('select * from shop.projected order by id')).toEqual([
    ['1', '1'],
    ['2', '2'],
  ]);
});

/** Columns id (bigint), seen (timestamp in UTC), amount (double), extra (text); one row. */
const parquetFile = Buffer.from(
  [
    'UEFSMRUAFRAVECwVAhUAFQYVBgAAAQAAAAAAAAAVABUQFRAsFQIVABUGFQYAAADM8nwITAYAFQAVEBUQLBUCFQAVBhUGAAAAAAAA',
    'AAD4PxUAFQoVCiwVAhUAFQYVBgAAAQAAAHgVAhlcNQAYDWR1Y2tkYl9zY2hlbWEVCAAVBCUAGAJpZCUkABUEJQAYBHNlZW4lFEyM',
    'ERwsAAAAAAAVCiUAGAZhbW91bnQAFQwlABgFZXh0cmElAAAWAhkcGUwmABwVBBkVABkYAmlkFQAWAhYyFjImCDwYCAEAAAAAAAAA',
    'GAgBAAAAAAAAABYAKAgBAAAAAAAAABgIAQAAAAAAAAAREQAZHBUAFQAVAgAAACYAHBUEGRUAGRgEc2VlbhUAFgIWMhYyJjo8GAgA',
    'zPJ8CEwGABgIAMzyfAhMBgAWACgIAMzyfAhMBgAYCADM8nwITAYAEREAGRwVABUAFQIAAAAmABwVChkVABkYBmFtb3VudBUAFgIW',
    'MhYyJmw8GAgAAAAAAAD4PxgIAAAAAAAA+D8WACgIAAAAAAAA+D8YCAAAAAAAAPg/EREWAAAZHBUAFQAVAgAAACYAHBUMGRUAGRgF',
    'ZXh0cmEVABYCFiwWLCaeATwYAXgYAXgWACgBeBgBeBERABkcFQAVABUCAAAAFsIBFgImCBbCAQAoKER1Y2tEQiB2ZXJzaW9uIHYy',
    'LjAuMCAoYnVpbGQgZDU0Y2JiZTNkZikZTBwAABwAABwAABwAAADOAQAAUEFSMQ==',
  ].join(''),
  'base64',
);

test('Parquet has the columns of the catalog, by their names', async () => {
  await addTable(
    'payments',
    {
      format: 'parquet',
      columns: ['missing struct<a:date>', 'amount decimal(10,2)', 'id bigint', 'seen timestamp'],
      keys: ['run int'],
    },
    { 'run=1/a.parquet': parquetFile, 'run=1/b=2/c.parquet': parquetFile },
  );
  await addPartitions('payments', { 'payments/run=1/': ['1'] });
  expect(await ask('select * from shop.payments')).toEqual(
    Array.from({ length: 2 }, () => [undefined, '1.50', '1', '2026-03-02 11:00:00.000', '1']),
  );
});

test('columns can have names that only DuckDB reserves', async () => {
  await addTable(
    'order_lines',
    {
      format: 'csv',
      columns: ['order int', 'at string', 'desc string', 'limit int', 'end string', 'show string'],
    },
    { 'a.csv': '1,home,x,7,e,s\n2,work,y,8,f,t\n' },
  );
  const answers = {
    'select at from shop.order_lines order by at desc limit 1': [['work']],
    "select o.at, desc, limit from shop.order_lines o where desc = 'y' and limit > 7 order by desc desc": [
      ['work', 'y', '8'],
    ],
    'select "order", "end", max(show) as show from shop.order_lines group by "order", "end" order by 1 limit 1':
      [['1', 'e', 's']],
    "select timestamp '2026-01-01 00:00:00' at time zone 'UTC' from shop.order_lines limit 1": [
      ['2026-01-01 00:00:00.000 UTC'],
    ],
    "select array['a'][1], 'at', count(at) from shop.order_lines": [['a', 'at', '2']],
  };
  for (const [sql, rows] of Object.entries(answers)) expect([sql, await ask(sql)]).toEqual([sql, rows]);
  expect(await ask('select end from shop.order_lines')).toMatch(/syntax error/);
});

test.each([
  ['1e7', '1.0E7'],
  ['cast(9999999 as double)', '9999999.0'],
  ['cast(-0.0005 as double)', '-5.0E-4'],
  ['cast(123456789.125 as double)', '1.23456789125E8'],
  ['cast(0.1 as real)', '0.1'],
  ['cast(0 as double)', '0.0'],
  ["cast('nan' as double)", 'NaN'],
  ["cast('-infinity' as double)", '-Infinity'],
  ['cast(1.10 as decimal(5,2))', '1.10'],
  ['true', 'true'],
  ["date '2026-01-31'", '2026-01-31'],
  ["timestamp '2026-01-31 10:00:00.123456'", '2026-01-31 10:00:00.123'],
  ["cast('2026-03-02 11:00:00' as timestamp) at time zone 'UTC'", '2026-03-02 11:00:00.000 UTC'],
  ['[1, null]', '[1, null]'],
  ["{'a': 1.5, 'b': {'c': null}}", '{a=1.5, b={c=null}}'],
  ["cast('ab' as blob)", '61 62'],
  ['null', undefined],
])('%s is written as %s', async (sql, written) => {
  expect(await ask(`select ${sql}`)).toEqual([[written]]);
});

test('the time now is in UTC, as on Athena', async () => {
  expect(await ask('select current_timestamp')).toEqual([
    [expect.stringMatching(/^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} UTC$/)],
  ]);
});
