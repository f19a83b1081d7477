import {
  GetJobCommand,
  GetTableCommand,
  GlueClient,
  type TableInput,
  UpdateJobCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { restore } from '../../cli/commands/restore.ts';
import { UsageError } from '../../cli/errors.ts';
import { interruptOn } from '../../cli/interrupt.ts';
import { plainProgress } from '../../cli/render/plain.ts';
import { assetKeys, bucketName } from '../../lab/names.ts';
import { observeAccount } from '../local-aws/observe-account.ts';
import { startTestAws, type TestAws, useTestAws } from '../local-aws/test-aws.ts';
import { daybreak } from '../unit/command-in-process.ts';
import { LabStack } from './lab-stack.ts';

let testAws: TestAws;
let stack: LabStack;
let glue: GlueClient;
let assets: string;
let sor: string;

beforeAll(async () => {
  testAws = await startTestAws();
  useTestAws(testAws);
  glue = new GlueClient({});
  stack = new LabStack(testAws, 'daybreak');
  assets = bucketName(stack.lab, 'assets');
  sor = bucketName(stack.lab, 'sor');
  await stack.deploy();
  await stack.rebuild();
});

afterAll(async () => {
  await testAws?.stop();
});

const DatabaseName = 'daybreak_sor';
const Name = 'tbl_brecommerce_orders';

const tableNow = async () => {
  const { Table } = await glue.send(new GetTableCommand({ DatabaseName, Name }));
  return Table;
};

/** What somebody does in Glue's console: another type for a column. */
const changeTable = async (type: string): Promise<void> => {
  const { PartitionKeys, Parameters, TableType, StorageDescriptor } = (await tableNow()) ?? {};
  const Columns = StorageDescriptor?.Columns?.map(column =>
    column.Name === 'customer_id' ? { ...column, Type: type } : column,
  );
  const TableInput: TableInput = {
    Name,
    Description: 'mine now',
    PartitionKeys,
    Parameters,
    TableType,
    StorageDescriptor: { ...StorageDescriptor, Columns },
  };
  await glue.send(new UpdateTableCommand({ DatabaseName, TableInput }));
};

const jobSettings = async () => {
  const { Job } = await glue.send(new GetJobCommand({ JobName: 'daybreak-orders' }));
  const { Role, Command, DefaultArguments, GlueVersion, Description, Timeout, NumberOfWorkers, WorkerType } =
    Job ?? {};
  return { Role, Command, DefaultArguments, GlueVersion, Description, Timeout, NumberOfWorkers, WorkerType };
};

const put = (Bucket: string, Key: string, Body: string) =>
  stack.s3.send(new PutObjectCommand({ Bucket, Key, Body }));

const textAt = async (Bucket: string, Key: string): Promise<string | undefined> => {
  const { Body } = await stack.s3.send(new GetObjectCommand({ Bucket, Key }));
  return Body?.transformToString();
};

const command = async (...args: readonly string[]) => {
  const aws = Object.entries(process.env).filter(([name]) => name.startsWith('AWS_'));
  const { code, stdout, stderr } = await daybreak([...args, '--json'], Object.fromEntries(aws));
  return { code, stderr, document: JSON.parse(stdout) };
};

interface Item {
  readonly id: string;
  readonly run: string;
  readonly now: string;
}

const list = async (): Promise<readonly Item[]> => (await command('restore')).document.displaced;

const ids = {
  table: `table/${DatabaseName}.${Name}`,
  script: 'script/orders',
  file: `dataset/sor.${Name}/mine.csv`,
};

const outcomes = async () => {
  const { document } = await command('plan', '--all');
  const found: readonly { resource: string; outcome: string }[] = document.outcomes;
  return Object.fromEntries(found.map(({ resource, outcome }) => [resource, outcome]));
};

const asked = (answer: string) => {
  const said: string[] = [];
  const context = {
    target: { labName: 'daybreak', isLocal: false },
    interrupt: interruptOn(new AbortController().signal),
    progress: plainProgress(line => said.push(line)),
    ask: async (question: string) => {
      said.push(question);
      return answer;
    },
  };
  return { context, said };
};

test('what a repair and --set-aside displaced is listed, comes back when asked for, and displaces in turn', async () => {
  const theirScript = await textAt(assets, assetKeys.jobScript('orders'));
  const theirColumns = (await tableNow())?.StorageDescriptor?.Columns;
  expect(await list()).toEqual([]);
  await changeTable('int');
  await put(assets, assetKeys.jobScript('orders'), 'print("mine")');
  await put(sor, `${Name}/mine.csv`, 'id\n1\n');
  expect(await stack.rebuild({ repair: true, setAside: true })).toMatchObject({ status: 'SUCCEEDED' });

  const displaced = await list();
  expect(displaced.map(({ id, now }) => [id, now])).toEqual([
    [ids.file, 'absent'],
    [ids.script, 'other'],
    [ids.table, 'other'],
  ]);
  const before = await observeAccount(testAws.aws);

  const no = asked('no');
  await expect(restore(no.context, Object.values(ids), {})).rejects.toThrow(UsageError);
  expect(no.said.join('\n')).toMatch(/customer_id.*string.*int/);
  expect(no.said.join('\n')).toContain('FilesInTheWay');
  expect(await command('restore', ids.table)).toMatchObject({ code: 2 });
  expect(await observeAccount(testAws.aws)).toEqual(before);

  const yes = asked('yes');
  const { document } = await restore(yes.context, Object.values(ids), {});
  expect(document).toMatchObject({
    restored: [{ result: 'restored' }, { result: 'restored' }, { result: 'restored' }],
  });
  const table = await tableNow();
  expect(table?.Description).toBe('mine now');
  expect(table?.StorageDescriptor?.Columns?.[1]).toMatchObject({ Name: 'customer_id', Type: 'int' });
  expect(await textAt(assets, assetKeys.jobScript('orders'))).toBe('print("mine")');
  expect(await textAt(sor, `${Name}/mine.csv`)).toBe('id\n1\n');
  const { Metadata } = await stack.s3.send(
    new HeadObjectCommand({ Bucket: assets, Key: assetKeys.jobScript('orders') }),
  );
  expect(Metadata).toEqual({});

  // To the lab, all of it is somebody's change.
  const planned = await outcomes();
  expect([planned[ids.table], planned[ids.script], planned[`dataset/sor.${Name}`]]).toEqual([
    'kept',
    'kept',
    'kept',
  ]);
  const rebuilt = await stack.rebuild();
  expect(rebuilt).toMatchObject({ status: 'FAILED', error: 'FilesInTheWay' });
  expect((await tableNow())?.Description).toBe('mine now');

  // What the restoration has displaced can be brought back as well, and then nothing is left to say.
  const now = await list();
  const [{ run } = { run: '' }] = now;
  expect(run).toMatch(/^restore-/);
  expect(now.filter(item => item.run === run).map(({ id }) => id)).toEqual([ids.script, ids.table]);
  expect(now.filter(item => item.run !== run).map(({ now: there }) => there)).toEqual([
    'same',
    'same',
    'same',
  ]);
  expect(await command('restore', ids.script, '--yes')).toMatchObject({ code: 2 });
  const back = await command('restore', ids.script, ids.table, '--run', run, '--yes');
  expect(back).toMatchObject({ code: 0 });
  expect(await textAt(assets, assetKeys.jobScript('orders'))).toBe(theirScript);
  expect((await tableNow())?.StorageDescriptor?.Columns).toEqual(theirColumns);
  expect(await stack.rebuild({ setAside: true })).toMatchObject({ status: 'SUCCEEDED' });
  const settled = await outcomes();
  expect([settled[ids.table], settled[ids.script]]).toEqual(['unchanged', 'unchanged']);
});

test('a job gets its settings back, also a worker type that no definition has', async () => {
  await glue.send(
    new UpdateJobCommand({
      JobName: 'daybreak-orders',
      JobUpdate: {
        ...(await jobSettings()),
        NumberOfWorkers: 5,
        WorkerType: 'G.2X',
      },
    }),
  );
  await stack.rebuild({ repair: true });
  expect(await jobSettings()).toMatchObject({ NumberOfWorkers: 2, WorkerType: 'G.1X' });
  expect(await command('restore', 'job/daybreak-orders', '--yes')).toMatchObject({ code: 0 });
  expect(await jobSettings()).toMatchObject({ NumberOfWorkers: 5, WorkerType: 'G.2X' });
  expect((await outcomes())['job/daybreak-orders']).toBe('kept');
});

test('keys and settings below displaced/ that no run has saved restore nothing', async () => {
  await put(assets, 'displaced/evil/other-bucket/key', 'x');
  await put(assets, `displaced/evil/${sor}/../x`, 'x');
  await put(assets, 'displaced/evil/table/daybreak_sor.tbl_blogs.json', '{"location": "s3://evil/"}');
  await put(assets, `displaced/evil/${assets}/jobs/orders.py`, 'evil');
  await put(assets, 'displaced/evil/job/daybreak-orders.json', 'not JSON');
  const before = await observeAccount(testAws.aws);
  const evil = (await list()).filter(({ run }) => run === 'evil');
  expect(evil).toHaveLength(5);
  for (const { id } of evil) {
    const { code, stderr } = await command('restore', id, '--run', 'evil', '--yes');
    expect([id, code]).toEqual([id, 1]);
    expect(stderr).toMatch(/can't be restored|somebody else put it there/);
  }
  expect(await observeAccount(testAws.aws)).toEqual(before);
});
