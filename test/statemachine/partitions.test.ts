import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AthenaClient } from '@aws-sdk/client-athena';
import {
  BatchCreatePartitionCommand,
  DeletePartitionCommand,
  GetPartitionsCommand,
  GlueClient,
} from '@aws-sdk/client-glue';
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { publishSeed } from '../../cli/seed/publish-seed.ts';
import { readSeedFolder } from '../../cli/seed/read-seed-folder.ts';
import { bucketName } from '../../lab/names.ts';
import { askAthena } from '../local-aws/ask-athena.ts';
import { startTestAws, type TestAws, useTestAws } from '../local-aws/test-aws.ts';
import { createWaitingMachine, lab, loadHandlers } from './lab-handlers.ts';
import { type Handlers, runOnEngine } from './rebuild-engine.ts';

const seedBucket = 'somebodys-seed';
const DatabaseName = 'daybreak_sor';
const TableName = 'prices';

const nothing = '__HIVE_DEFAULT_PARTITION__';

/** Folders as people have them, and what their keys `ric` and `at` mean. */
const folders: Readonly<Record<string, readonly [ric: string, at: string]>> = {
  'ric=EUR=/at=2026-06-07 13%3A00%3A00/': ['EUR=', '2026-06-07 13:00:00'],
  'region=br/ric=a%2Fb/day 7/at=2026-06-07 14%3A00%3A00.5/': ['a/b', '2026-06-07 14:00:00.5'],
  'at=2026-06-07 15%3A00%3A00/ric=A+B C/run=5/': ['A+B C', '2026-06-07 15:00:00'],
  'RIC=é#1 ?/At=2026-06-07 16%3A00%3A00/': ['é#1 ?', '2026-06-07 16:00:00'],
  [`ric=10%/at=${nothing}/`]: ['10%', nothing],
  [`ric=${nothing}/at=2026-06-07 17%3A00%3A00/`]: [nothing, '2026-06-07 17:00:00'],
};

let testAws: TestAws;
let handlers: Handlers;
let s3: S3Client;
let glue: GlueClient;
let athena: AthenaClient;
let folder: string;

beforeAll(async () => {
  testAws = await startTestAws();
  useTestAws(testAws);
  handlers = await loadHandlers({ SEED_URI: `s3://${seedBucket}/prices/` });
  [s3, glue, athena] = [new S3Client({}), new GlueClient({}), new AthenaClient({})];
  folder = await mkdtemp(join(tmpdir(), 'daybreak-partitions-'));
  for (const [index, name] of Object.keys(folders).entries()) {
    await mkdir(join(folder, TableName, name), { recursive: true });
    await writeFile(join(folder, TableName, name, 'a.csv'), `${10 ** index}\n`);
  }
  const dataset = {
    table: TableName,
    zone: 'sor',
    format: 'csv',
    header: false,
    columns: [{ name: 'n', type: 'int' }],
    partitionKeys: [
      { name: 'ric', type: 'string' },
      { name: 'at', type: 'timestamp' },
    ],
  };
  const definition = {
    title: 'P',
    version: '1.0.0',
    licence: 'CC0-1.0',
    source: 'made up',
    datasets: [dataset],
  };
  await writeFile(join(folder, 'lab.json'), JSON.stringify(definition));
});

beforeEach(async () => {
  await testAws.reset();
  await createWaitingMachine(testAws);
  await s3.send(new CreateBucketCommand({ Bucket: seedBucket }));
  await publishSeed(s3, await readSeedFolder(folder), { bucket: seedBucket, prefix: 'prices/' });
});

afterAll(async () => {
  await testAws?.stop();
  await rm(folder, { recursive: true, force: true });
});

const rebuild = async () => {
  let report: unknown;
  const ended = await runOnEngine(
    {
      ...handlers,
      report: async event => {
        report = event;
        return handlers.report(event);
      },
    },
    {},
  );
  expect([ended.status, ended.cause]).toEqual(['succeeded', '']);
  return JSON.stringify(report);
};

const registered = async (): Promise<readonly (readonly [location: string, values: readonly string[]])[]> => {
  const { Partitions = [] } = await glue.send(new GetPartitionsCommand({ DatabaseName, TableName }));
  return Partitions.map(({ Values = [], StorageDescriptor }) => [StorageDescriptor?.Location ?? '', Values]);
};

const place = `s3://${bucketName(lab, 'sor')}/${TableName}/`;
const ask = (sql: string) => askAthena(athena, sql, `s3://${bucketName(lab, 'athena')}/by-hand/`);

test("a partition's location in the catalog is where its files are, and its values are what they mean", async () => {
  await rebuild();
  const partitions = await registered();
  const wanted = Object.entries(folders).map(([name, values]) => [
    `${place}${name.replace(/run=5\/$/, '')}`,
    values,
  ]);
  expect([...partitions].sort()).toEqual(wanted.sort());
  for (const [location] of partitions) {
    const Prefix = location.slice(`s3://${bucketName(lab, 'sor')}/`.length);
    const { KeyCount } = await s3.send(new ListObjectsV2Command({ Bucket: bucketName(lab, 'sor'), Prefix }));
    expect([location, KeyCount]).toEqual([location, 1]);
  }
  expect(await ask(`select n, ric, at from ${DatabaseName}.${TableName} order by n`)).toEqual(
    Object.values(folders).map(([ric, at], index) => [
      `${10 ** index}`,
      ric === nothing ? undefined : ric,
      at === nothing ? undefined : at.replace(/(\.5)?$/, found => `${found || '.0'}00`),
    ]),
  );
});

test("a partition that an earlier version registered with its folder's escapes stays until somebody drops it, and no row is there twice", async () => {
  await rebuild();
  const [name = '', [ric, at] = ['', '']] = Object.entries(folders)[0] ?? [];
  const asWritten = [ric, at.replaceAll(':', '%3A')];
  await glue.send(new DeletePartitionCommand({ DatabaseName, TableName, PartitionValues: [ric, at] }));
  const StorageDescriptor = { Location: `${place}${name}` };
  await glue.send(
    new BatchCreatePartitionCommand({
      DatabaseName,
      TableName,
      PartitionInputList: [{ Values: asWritten, StorageDescriptor }],
    }),
  );
  const before = await registered();
  const report = await rebuild();
  expect(await registered()).toEqual(before);
  expect(report).toContain(
    `1 partition has another folder or other values in the catalog, such as that of ${name}: left as they are`,
  );
  const sum = `select sum(n) from ${DatabaseName}.${TableName}`;
  expect(await ask(sum)).toEqual([['111111']]);
  await glue.send(new DeletePartitionCommand({ DatabaseName, TableName, PartitionValues: asWritten }));
  expect(await rebuild()).not.toContain('other values in the catalog');
  expect(await registered()).toContainEqual([`${place}${name}`, [ric, at]]);
  expect(await ask(sum)).toEqual([['111111']]);
});
