import {
  BatchCreatePartitionCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  GlueClient,
} from '@aws-sdk/client-glue';
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { clientConfig } from '../../local-aws/index.ts';
import { putAsideUnpublished } from '../../local-aws/job-runner/put-aside.ts';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';

let testAws: TestAws;
let glue: GlueClient;
let s3: S3Client;

beforeAll(async () => {
  testAws = await startTestAws();
  glue = new GlueClient(clientConfig(testAws.aws));
  s3 = new S3Client({ ...clientConfig(testAws.aws), forcePathStyle: true });
});

afterAll(async () => {
  glue?.destroy();
  s3?.destroy();
  await testAws?.stop();
});

const table = (Name: string, keys: readonly string[], bucket = 'lake') =>
  glue.send(
    new CreateTableCommand({
      DatabaseName: 'sot',
      TableInput: {
        Name,
        PartitionKeys: keys.map(key => ({ Name: key, Type: 'string' })),
        StorageDescriptor: { Location: `s3://${bucket}/${Name}/` },
      },
    }),
  );

const partition = (TableName: string, Values: string[], folder: string) =>
  glue.send(
    new BatchCreatePartitionCommand({
      DatabaseName: 'sot',
      TableName,
      PartitionInputList: [{ Values, StorageDescriptor: { Location: `s3://lake/${folder}` } }],
    }),
  );

test('run folders that no partition points to are moved aside with their content, and nothing else is touched', async () => {
  const stays = [
    'by_day/day=1/run=new/a.parquet',
    'by_day/day=1/upload.parquet',
    'by_day/day=3/part.parquet',
    'by_day/notes.txt',
    'by_day/other/run=x/a.csv',
    'by_hour/day=1/hour=2/run=new/a.parquet',
    'by_hour/day=1/run=x/a.parquet',
    'plain/run=old/a.csv',
    'whole/day=1/run=a/a.parquet',
    'whole/day=1/run=b/a.parquet',
  ];
  const goes = [
    'by_day/day=1/run=old/a b+ä.parquet',
    'by_day/day=2/run=failed/deep/a.parquet',
    'by_hour/day=1/hour=2/run=old/a.parquet',
  ];
  await s3.send(new CreateBucketCommand({ Bucket: 'lake' }));
  for (const Key of [...stays, ...goes])
    await s3.send(new PutObjectCommand({ Bucket: 'lake', Key, Body: Key }));
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'sot' } }));
  await table('a_table_of_nowhere', ['day'], 'nowhere');
  await table('by_day', ['day']);
  await table('by_hour', ['day', 'hour']);
  await table('plain', []);
  await table('whole', ['day']);
  await partition('by_day', ['1'], 'by_day/day=1/run=new/');
  await partition('by_hour', ['1', '2'], 'by_hour/day=1/hour=2/run=new');
  await partition('whole', ['1'], 'whole/day=1/');

  const told: unknown[] = [];
  // The second time, there is nothing left to do.
  for (let time = 0; time < 2; time++) {
    await putAsideUnpublished(glue, s3, error => told.push(error));
    const keys: string[] = [];
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: 'lake' }))
      keys.push(...Contents.map(({ Key = '' }) => Key));
    const aside = goes.map(key => key.replace('/', '/_superseded/'));
    expect(keys.sort()).toEqual([...stays, ...aside].sort());
  }
  const noSuchBucket = expect.objectContaining({ name: 'NoSuchBucket' });
  expect(told).toEqual([noSuchBucket, noSuchBucket]);
  const moved = new GetObjectCommand({
    Bucket: 'lake',
    Key: 'by_day/_superseded/day=1/run=old/a b+ä.parquet',
  });
  expect(await (await s3.send(moved)).Body?.transformToString()).toBe(goes[0]);
});
