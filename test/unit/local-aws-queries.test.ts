import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AthenaClient } from '@aws-sdk/client-athena';
import { CreateDatabaseCommand, CreateTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { clientConfig, localAwsHome, places } from '../../local-aws/index.ts';
import { pythonOf } from '../../local-aws/python/environment.ts';
import { askAthena } from '../local-aws/ask-athena.ts';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';

/* What SQL can do on the local AWS, which runs it on DuckDB. */

const Bucket = 'lake';
const projectRoot = join(import.meta.dirname, '../..');

let local: TestAws;
let athena: AthenaClient;
let s3: S3Client;
let glue: GlueClient;
/** A folder on this machine. No query may read its one file, or write another one. */
let folder: string;

beforeAll(async () => {
  local = await startTestAws();
  folder = await mkdtemp(join(tmpdir(), 'daybreak-files-'));
  await writeFile(join(folder, 'private.csv'), 'secret\nof this machine\n');
  const config = clientConfig(local.aws);
  [athena, s3, glue] = [
    new AthenaClient(config),
    new S3Client({ ...config, forcePathStyle: true }),
    new GlueClient(config),
  ];
  await s3.send(new CreateBucketCommand({ Bucket }));
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'shop' } }));
  await addTable('orders', ['id', 'customer'], { 'part-0.tsv': '1\t7\n2\t7\n3\t8\n' });
  await addTable('customers', ['id', 'name'], { 'a.tsv': '7\tAda\n', 'more/b.tsv': '8\tBo\n' });
});

afterAll(async () => {
  for (const client of [athena, s3, glue]) client.destroy();
  await local.stop();
  await rm(folder, { recursive: true });
});

const addTable = async (
  Name: string,
  columns: readonly string[],
  files: Record<string, string>,
  Type = 'string',
) => {
  for (const [name, Body] of Object.entries(files))
    await s3.send(new PutObjectCommand({ Bucket, Key: `${Name}/${name}`, Body }));
  const StorageDescriptor = {
    Columns: columns.map(column => ({ Name: column, Type })),
    Location: `s3://${Bucket}/${Name}/`,
    InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
    SerdeInfo: {
      SerializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
      Parameters: { 'field.delim': '\t' },
    },
  };
  await glue.send(new CreateTableCommand({ DatabaseName: 'shop', TableInput: { Name, StorageDescriptor } }));
};

const ask = (sql: string) => askAthena(athena, sql, `s3://${Bucket}/results/`);

const inFolder = (name: string) => join(folder, name);
const aboutUs = /^The local AWS lets a query read its tables, but no other file on this machine: /;

test('a query reads its tables', async () => {
  const sql = `select c.name, count(*) from shop.orders o join shop.customers c on o.customer = c.id
    group by c.name order by c.name`;
  expect(await ask(sql)).toEqual([
    ['Ada', '2'],
    ['Bo', '1'],
  ]);
});

test.each([
  'select current_timestamp',
  'select now()',
  "select date_trunc('month', current_timestamp)",
  "select cast('2026-11-26 12:00:00' as timestamp) at time zone 'America/Sao_Paulo'",
])('a query can ask for a time: %s', async sql => {
  expect(await ask(sql)).toEqual([[expect.stringMatching(/^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d/)]]);
});

test('a table with times is shown, counted by month, and compared with now', async () => {
  const times = ['2018-01-05 10:00:00', '2018-01-31 23:59:59', '2018-02-01 00:00:00'];
  await addTable('visits', ['began'], { 'a.tsv': `${times.join('\n')}\n` }, 'timestamp');
  // As `daybreak up` suggests.
  expect(await ask('select * from shop.visits limit 5')).toEqual(
    times.map(time => [expect.stringContaining(time)]),
  );
  expect(
    await ask(`select date_trunc('month', began) m, count(*) n from shop.visits
      where began < current_timestamp group by 1 order by 1`),
  ).toEqual([
    [expect.stringContaining('2018-01-01'), '2'],
    [expect.stringContaining('2018-02-01'), '1'],
  ]);
});

const reading: readonly (readonly [string, () => string])[] = [
  ['a file as text', () => `select * from read_text('${inFolder('private.csv')}')`],
  ['a file as bytes', () => `select * from read_blob('${inFolder('private.csv')}')`],
  ['a file as a table', () => `select * from read_csv('${inFolder('private.csv')}')`],
  ['a file by its name alone', () => `select * from '${inFolder('private.csv')}'`],
  [
    'a file as a table, beside its own table',
    () => `select * from shop.orders, read_csv('${inFolder('private.csv')}')`,
  ],
  ['the names of files', () => "select * from glob('/*')"],
  ['the folders of other queries', () => `select * from glob('${tmpdir()}/*/*')`],
  ['the environment of the server', () => "select * from read_text('/proc/self/environ')"],
  ['the account’s own files', () => "select * from glob('s3/**')"],
  ['where queries usually spill', () => "select * from glob('.tmp/*')"],
  ['the web', () => "select * from read_csv('http://127.0.0.1:9/x.csv')"],
];

test.each(reading)('a query cannot read %s', async (_, sql) => {
  expect(await ask(sql())).toMatch(aboutUs);
});

const writing: readonly (readonly [string, () => string])[] = [
  ['copy a result to a file', () => `copy (select 1) to '${inFolder('out.csv')}'`],
  ['copy a table to a file', () => `copy (select * from shop.orders) to '${inFolder('out.parquet')}'`],
  ['make a database', () => `attach '${inFolder('out.db')}'`],
  ['export a database', () => `export database '${inFolder('out')}'`],
  ['install an extension', () => 'install httpfs'],
  ['load an extension', () => 'load httpfs'],
  ['install from a folder', () => `install '${inFolder('x.duckdb_extension')}'`],
  ['lift its restrictions', () => 'set enable_external_access = true'],
  [
    'lift its restrictions and read',
    () => `set enable_external_access = true; select * from read_text('${inFolder('private.csv')}')`,
  ],
  ['choose its folders', () => `set allowed_directories = ['${folder}']`],
  ['choose where it spills', () => `set temp_directory = '${inFolder('spill')}'`],
  ['write a profile', () => `set profile_output = '${inFolder('profile.json')}'`],
];

test.each(writing)('a query cannot %s', async (_, sql) => {
  expect(await ask(sql())).toMatch(aboutUs);
  expect(await readdir(folder)).toEqual(['private.csv']);
});

test('an object whose key looks like a path on this machine does not create a file there', async () => {
  await addTable('escaping', ['a'], { [inFolder('out.tsv')]: 'x\n' });
  expect(await ask('select * from shop.escaping')).toMatch(aboutUs);
  expect(await readdir(folder)).toEqual(['private.csv']);
});

test.each([
  ['lacks the confined functions', 'del athena._rewrite_data_paths'],
  [
    'would call DuckDB in another way',
    'connect = duckdb.connect\nasync def run(query, _): return connect().execute(query).fetchall()\nathena._run_duckdb = run',
  ],
])('a MiniStack that %s does not start', async (_, change) => {
  const { venv } = places(localAwsHome(projectRoot));
  const serve = join(projectRoot, 'local-aws/emulator/serve');
  const program = `
import sys
sys.path.insert(0, ${JSON.stringify(serve)})
import duckdb
from ministack.services import athena
from confined_queries import confine
${change}
confine(athena, duckdb)
print('started')
`;
  const failed = promisify(execFile)(pythonOf(venv), ['-I', '-c', program], { env: {} });
  await expect(failed).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(
      /^The local AWS did not start, because .* delete .daybreak\/venv and try again/,
    ),
  });
});

test('a query’s folders are deleted after it', async () => {
  const left = async () => (await readdir(join(local.aws.log, '../local-aws/tmp'))).filter(isOfQuery);
  const isOfQuery = (name: string) => /athena|query/.test(name);
  await ask('select * from shop.orders');
  await ask(`select * from shop.orders, read_text('${inFolder('private.csv')}')`);
  expect(await left()).toEqual([]);
});
