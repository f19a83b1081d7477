import { AthenaClient } from '@aws-sdk/client-athena';
import { DeleteTableCommand, GetDatabaseCommand, GlueClient } from '@aws-sdk/client-glue';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { type SFNClient, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { orderItemRows } from '../../data/olist-sample/order-items.ts';
import { orderRow } from '../../data/olist-sample/orders.ts';
import { sampleScale } from '../../data/olist-sample/scale.ts';
import { shopOf } from '../../data/olist-sample/shop.ts';
import { each } from '../../data/olist-sample/text.ts';
import { sampleDefinition } from '../../functions/seed/definition.ts';
import { query } from '../../functions/smoke-test/query.ts';
import { parseLabDefinition } from '../../lab/definition.ts';
import { bucketName } from '../../lab/names.ts';
import { parseJson } from '../../lab/parse.ts';
import { fillPlaceholders } from '../../lab/placeholders.ts';
import { type Report, reportSchema } from '../../lab/report.ts';
import { startTestAws, type TestAws, useTestAws } from '../local-aws/test-aws.ts';
import { createWaitingMachine, lab, loadHandlers, stateMachineArn } from './lab-handlers.ts';
import { type Handlers, runOnEngine } from './rebuild-engine.ts';

let testAws: TestAws;
let handlers: Handlers;
let s3: S3Client;
let sfn: SFNClient;

beforeAll(async () => {
  testAws = await startTestAws();
  useTestAws(testAws);
  handlers = await loadHandlers();
  s3 = new S3Client({});
});

beforeEach(async () => {
  await testAws.reset();
  sfn = await createWaitingMachine(testAws);
});

afterAll(async () => {
  await testAws?.stop();
});

const lastReport = async (): Promise<Report> => {
  const { Body } = await s3.send(
    new GetObjectCommand({ Bucket: bucketName(lab, 'assets'), Key: 'runs/latest.json' }),
  );
  return parseJson(reportSchema, (await Body?.transformToString()) ?? '', 'report', Error);
};

const outcomesOf = ({ outcomes }: Report): Record<string, string> =>
  Object.fromEntries(outcomes.map(({ resource, outcome }) => [resource, outcome]));

describe('a rebuild', () => {
  test('plans, creates storage, builds in parallel, proves and reports, in this order', async () => {
    const ended = await runOnEngine(handlers, {});
    expect(ended).toMatchObject({
      status: 'succeeded',
      output: {
        result: 'succeeded',
        outcomes: { created: 56 },
        proofs: '24 of 24 passed',
        error: '',
        cause: '',
      },
    });
    const order = ended.entered.filter(state => !/^Copy|^Ensure(?!Storage)|Branch$/.test(state));
    expect(order).toEqual([
      'Plan',
      'WhatNext?',
      'EnsureStorage',
      'BuildLab',
      'RunJobs',
      'SmokeTest',
      'Report',
      'LabReady?',
      'LabReady',
    ]);
    const branches = ended.entered.slice(ended.entered.indexOf('BuildLab'), ended.entered.indexOf('RunJobs'));
    expect(new Set(branches)).toEqual(
      new Set([
        'BuildLab',
        'CopyData',
        'CopyBatch',
        'CopyDone?',
        'CopyResult',
        'EnsureCatalog',
        'EnsureWorkgroup',
        'EnsureRole',
        'EnsureJob',
        'JobBranch',
      ]),
    );
    expect(branches.indexOf('EnsureRole')).toBeLessThan(branches.indexOf('EnsureJob'));
  });

  test('finds everything unchanged the second time', async () => {
    await runOnEngine(handlers, {});
    expect(await runOnEngine(handlers, {})).toMatchObject({ output: { outcomes: { unchanged: 56 } } });
  });

  test('restores what was lost, and only that', async () => {
    await runOnEngine(handlers, {});
    const Key = 'tbl_brecommerce_sellers/olist_sellers_dataset.csv';
    await s3.send(new DeleteObjectCommand({ Bucket: bucketName(lab, 'sor'), Key }));
    await new GlueClient({}).send(
      new DeleteTableCommand({ DatabaseName: 'daybreak_sor', Name: 'tbl_brecommerce_orders' }),
    );
    expect(await runOnEngine(handlers, {})).toMatchObject({
      status: 'succeeded',
      output: { outcomes: { unchanged: 54, created: 2 } },
    });
  });

  test('works on the requested datasets, and proves these', async () => {
    const ended = await runOnEngine(handlers, { datasets: ['tbl_brecommerce_sellers'] });
    expect(ended.status).toBe('succeeded');
    const report = await lastReport();
    expect(report.outcomes.filter(({ resource }) => resource.startsWith('dataset/'))).toHaveLength(1);
    expect(report.proofs.map(({ name }) => name)).toEqual(['rows of sor.tbl_brecommerce_sellers']);
  });

  test('has all tables but no data if no dataset is wanted, and nothing to prove then', async () => {
    const ended = await runOnEngine(handlers, { datasets: ['none'] });
    expect(ended.status).toBe('succeeded');
    const report = await lastReport();
    const kinds = Object.groupBy(report.outcomes, ({ resource }) => resource.split('/')[0] ?? '');
    expect([kinds.table?.length, kinds['named-query']?.length, kinds.dataset]).toEqual([16, 12, undefined]);
    expect(report.proofs).toEqual([]);
    const Bucket = bucketName(lab, 'sor');
    expect((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []).toEqual([]);
    // A run that wants none takes nothing away.
    await runOnEngine(handlers, { datasets: ['tbl_brecommerce_sellers'] });
    await runOnEngine(handlers, { datasets: ['none'] });
    expect((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents).toHaveLength(1);
  });
});

test("the sample's job is checked against the number of orders with items that the generator knows", async () => {
  await runOnEngine(handlers, { datasets: ['tbl_brecommerce_orders', 'tbl_brecommerce_order_items'] });
  const [job] = parseLabDefinition(sampleDefinition()).jobs;
  const answer = await query(
    new AthenaClient({}),
    'daybreak',
    fillPlaceholders(lab, job?.output?.rows ?? ''),
  );
  const shop = shopOf(sampleScale);
  const known = new Set(
    [...each(0, shop.orders, index => orderRow(shop, index))].map(({ order_id }) => order_id),
  );
  const withItems = new Set([...orderItemRows(shop, 0, shop.orders)].map(({ order_id }) => order_id));
  expect(answer).toEqual({ actual: [[String([...withItems].filter(id => known.has(id)).length)]] });
  expect(withItems.size).toBeLessThan(known.size);
});

describe('during another rebuild', () => {
  test('the newer one is skipped and says which one does the work', async () => {
    const older = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
    const ended = await runOnEngine(handlers, {}, { startedAt: new Date(Date.now() + 60_000).toISOString() });
    expect(ended).toMatchObject({
      status: 'succeeded',
      output: { result: 'skipped', running: older.executionArn },
    });
    expect(ended.entered).toEqual(['Plan', 'WhatNext?', 'Skipped']);
    expect((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
    await sfn.send(new StopExecutionCommand({ executionArn: older.executionArn }));
  });

  test('the older one does the work, and a plan does not block either', async () => {
    await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{"action": "plan"}' }));
    const input = { datasets: ['tbl_brecommerce_sellers'] };
    const later = new Date(Date.now() + 60_000).toISOString();
    expect(await runOnEngine(handlers, input, { startedAt: later })).toMatchObject({
      output: { result: 'succeeded' },
    });
    await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
    const earlier = new Date(Date.now() - 60_000).toISOString();
    expect(await runOnEngine(handlers, input, { startedAt: earlier })).toMatchObject({
      output: { result: 'succeeded' },
    });
  });
});

describe("what is not the lab's", () => {
  test('a bucket of the same name is refused, nothing is put into it, and the rest is built', async () => {
    const Bucket = bucketName(lab, 'sor');
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'theirs.txt', Body: 'mine' }));
    const ended = await runOnEngine(handlers, {});
    expect(ended.status).toBe('failed');
    expect(ended.cause).toContain(`adopt bucket/${Bucket}`);
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents?.map(({ Key }) => Key)).toEqual(['theirs.txt']);
    const report = await lastReport();
    expect(report.failures[0]).toMatchObject({ error: 'ResourceRefused' });
    expect(outcomesOf(report)).toMatchObject({
      [`bucket/${Bucket}`]: 'refused',
      'dataset/sor.tbl_brecommerce_orders': 'refused',
      'table/daybreak_sor.tbl_brecommerce_orders': 'created',
      'workgroup/daybreak': 'created',
      'job/daybreak-orders': 'created',
    });
  });

  test('is taken over with its contents if the input adopts it by name', async () => {
    const Bucket = bucketName(lab, 'sor');
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'theirs.txt', Body: 'mine' }));
    expect(await runOnEngine(handlers, { adopt: [`bucket/${Bucket}`] })).toMatchObject({
      status: 'succeeded',
    });
    expect(outcomesOf(await lastReport())).toMatchObject({ [`bucket/${Bucket}`]: 'adopted' });
    expect((await s3.send(new GetObjectCommand({ Bucket, Key: 'theirs.txt' }))).ContentLength).toBe(4);
  });
});

describe('bad input changes nothing and says where it is wrong', () => {
  test.each([
    [{ nonsense: 1 }, 'nonsense'],
    [{ action: 'explode' }, 'at action'],
    [{ datasets: 'tbl_x' }, 'at datasets'],
    [{ datasets: ['tbl_nobody'] }, "no dataset 'tbl_nobody'"],
    [{ datasets: ['tbl_brecommerce_sellers', 'none'] }, "at datasets: 'none' means no dataset at all"],
    [{ adopt: [1] }, 'at adopt[0]'],
  ])('%j', async (input, message) => {
    const ended = await runOnEngine(handlers, input);
    expect(ended).toMatchObject({ status: 'failed' });
    expect(ended.cause).toContain(message);
    expect(ended.entered).toEqual(['Plan', 'PlanFailed', 'Report', 'LabReady?', 'LabFailed']);
    expect((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
  });
});

test('a plan says what a rebuild would do and creates nothing', async () => {
  const ended = await runOnEngine(handlers, { action: 'plan' });
  expect(ended).toMatchObject({ status: 'succeeded', output: { outcomes: { created: 56 }, report: null } });
  expect((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
  await expect(new GlueClient({}).send(new GetDatabaseCommand({ Name: 'daybreak_sor' }))).rejects.toThrow();
});
