import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { bucketName } from '../../lab/names.ts';
import { clientConfig, clientEnvironment } from '../../local-aws/index.ts';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';
import { daybreak } from '../unit/command-in-process.ts';

/* A lab of the sample, and then of a teacher's folder with a table of the same name; and that folder's next edition. */

const table = 'tbl_brecommerce_orders';
const dataset = `dataset/sor.${table}`;

let testAws: TestAws;
let s3: S3Client;
let folder: string;
let sor: string;

beforeAll(async () => {
  testAws = await startTestAws();
  s3 = new S3Client(clientConfig(testAws.aws));
  const { account, region } = testAws.aws;
  sor = bucketName({ name: 'daybreak', account, region, partition: 'aws' }, 'sor');
  await s3.send(new CreateBucketCommand({ Bucket: 'courses' }));
  folder = await mkdtemp(join(tmpdir(), 'daybreak-course-'));
  await mkdir(join(folder, table));
});

afterAll(async () => {
  await testAws?.stop();
  await rm(folder, { recursive: true, force: true });
});

const command = async (...args: readonly string[]) => {
  const { code, stdout } = await daybreak([...args, '--json'], clientEnvironment(testAws.aws));
  return { code, document: JSON.parse(stdout) };
};

const save = (name: string) => writeFile(join(folder, table, name), 'id,city\n1,Basel\n2,Bern\n');

/** Names of the files in the table's folder. */
const files = async (): Promise<readonly string[]> => {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: sor, Prefix: `${table}/` }));
  return Contents.map(({ Key = '' }) => Key.slice(table.length + 1));
};

interface Found {
  readonly resource: string;
  readonly outcome: string;
}

const outcomeIn = (outcomes: readonly Found[]) => outcomes.find(({ resource }) => resource === dataset);

const displaced = async (): Promise<readonly string[]> => {
  const { document } = await command('restore');
  const items: readonly { readonly id: string }[] = document.displaced;
  return items.map(({ id }) => id);
};

const seed = 's3://courses/orders/';
const publish = () => command('seed', 'publish', folder, seed);

test('a table of the same name takes the place of the sample’s, and nobody’s word is needed', async () => {
  expect(await command('up', '--parameter', 'ScheduleExpression=')).toMatchObject({ code: 0 });
  const [sample = '', ...more] = await files();
  expect(more).toEqual([]);

  await save('spring.csv');
  await publish();
  expect(await command('up', '--seed', seed)).toMatchObject({ code: 0, document: { result: 'succeeded' } });
  expect(await files()).toEqual(['spring.csv']);
  expect(await displaced()).toEqual([`${dataset}/${sample}`]);
  expect(await command('plan', '--exit-code')).toMatchObject({ code: 0 });
});

test('the next edition has other files: the plan says what moves, and a run that nobody attends moves it', async () => {
  await rm(join(folder, table, 'spring.csv'));
  await save('summer.csv');
  await publish();
  const moved = {
    outcome: 'updated',
    changes: [
      { property: `${table}/spring.csv`, from: '23 bytes of an earlier definition', to: 'set aside' },
    ],
  };
  const planned = await command('plan', '--exit-code');
  expect([planned.code, outcomeIn(planned.document.outcomes)]).toEqual([3, expect.objectContaining(moved)]);
  expect(await files()).toEqual(['spring.csv']);

  expect(await command('trigger')).toMatchObject({ code: 0, document: { result: 'succeeded' } });
  expect(outcomeIn((await command('status', '--last')).document.lastRun.outcomes)).toMatchObject(moved);
  expect(await files()).toEqual(['summer.csv']);
  expect((await displaced())[0]).toBe(`${dataset}/spring.csv`);
});

test('a stranger’s file beside them stays, and fails the run', async () => {
  await s3.send(new PutObjectCommand({ Bucket: sor, Key: `${table}/mine.csv`, Body: 'id,city\n9,Bern\n' }));
  await rm(join(folder, table, 'summer.csv'));
  await save('autumn.csv');
  await publish();
  const { code, document } = await command('rebuild');
  expect([code, document.error]).toEqual([1, 'FilesInTheWay']);
  expect(document.cause).toMatch(/does not name a file in the folder .*mine[.]csv/);
  expect(document.cause).not.toContain('summer');
  expect(await files()).toEqual(['autumn.csv', 'mine.csv']);
});
