import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateWorkGroupCommand } from '@aws-sdk/client-athena';
import { AthenaLab, bucket, csvTable } from './athena-lab.ts';

/* SQL is often somebody else's. With Trino, it reads and writes the local S3, and nothing else on this machine. For
 * DuckDB, see local-aws-queries.test.ts. */

let lab: AthenaLab;
let folder: string;

/** A workgroup that lets queries say where they write. */
const free = 'free';

beforeAll(async () => {
  lab = await AthenaLab.open();
  folder = await mkdtemp(join(tmpdir(), 'daybreak-victim-'));
  await mkdir(join(folder, 'theirs'));
  await writeFile(join(folder, 'theirs', 'secret.csv'), 'name\nthe secret\n');
  const ResultConfiguration = { OutputLocation: `s3://${bucket}/free/` };
  const Configuration = { EnforceWorkGroupConfiguration: false, ResultConfiguration };
  await lab.athena.send(new CreateWorkGroupCommand({ Name: free, Configuration }));
  // From now on, the engine has the catalog through which UNLOAD writes.
  await lab.rows(`unload (select 1 a) to 's3://${bucket}/unloaded/' with (format = 'PARQUET')`);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await lab?.close();
});

const up = '../'.repeat(12);

/** Ways to name a folder of this machine. */
const addresses = (path: string): readonly string[] => [
  path,
  `file:${path}`,
  `file://${path}`,
  `local://${path}`,
  `local:///${up}${path}`,
  `hdfs://localhost${path}`,
  `s3://${bucket}/${up}${path}`,
  `s3://..${path}`,
];

test('a table whose files are on this machine has no rows', async () => {
  for (const [index, Location] of addresses(`${folder}/theirs`).entries()) {
    const table = csvTable(`outside${index}`, { name: 'string' });
    await lab.createTable({ ...table, StorageDescriptor: { ...table.StorageDescriptor, Location } });
    const { query, rows } = await lab.ask(`select * from outside${index}`);
    expect([Location, JSON.stringify(rows)]).toEqual([Location, expect.not.stringContaining('secret')]);
    if (query.Status?.State === 'SUCCEEDED') expect(rows).toEqual([['name']]);
  }
});

test('nothing is written outside S3', async () => {
  const target = join(folder, 'written');
  for (const address of addresses(target)) {
    const to = `'${address}'`;
    const statements = [
      `unload (select 1 a) to ${to} with (format = 'PARQUET')`,
      `create table mine with (external_location = ${to}) as select 1 a`,
      `create table unload.main.mine with (external_location = ${to}) as select 1 a`,
      `copy (select 1 a) to ${to}`,
    ];
    for (const sql of statements) await lab.ask(sql, { WorkGroup: free }).catch(() => undefined);
    await expect(access(target)).rejects.toThrow('ENOENT');
  }
});

test.each([
  `select * from read_text('/etc/hostname')`,
  `select * from '/etc/hostname'`,
  `select * from table(system.builtin.query(query => 'x'))`,
  `call system.runtime.kill_query(query_id => 'x')`,
  `create catalog evil using hive with ("hive.metastore" = 'file')`,
  `create function f() returns bigint return 1`,
  'set session awsdatacatalog.recursive_directories = false',
  `select 1; drop table outside0`,
])('%s is refused', async sql => {
  const state = await lab.ask(sql, { WorkGroup: free }).then(
    ({ query }) => query.Status?.State,
    () => 'REFUSED',
  );
  expect(['FAILED', 'REFUSED']).toContain(state);
});
