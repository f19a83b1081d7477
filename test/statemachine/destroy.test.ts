import {
  CreateNamedQueryCommand,
  DeleteNamedQueryCommand,
  ListNamedQueriesCommand,
} from '@aws-sdk/client-athena';
import { CreateTableCommand, DeleteTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { DeleteRolePolicyCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { inParallel } from '../../lab/in-parallel.ts';
import { bucketName, jobRoleName } from '../../lab/names.ts';
import { isWrite } from '../local-aws/recording-proxy.ts';
import { createWaitingMachine, lab, stateMachineArn } from './lab-handlers.ts';
import { additions, smallDefinition } from './small-definition.ts';
import { changedOutcomes, SmallLab } from './small-lab.ts';

const destroy = { action: 'destroy', confirm: 'daybreak' } as const;
const spec = bucketName(lab, 'spec');
const assets = bucketName(lab, 'assets');
/** A folder of a job's run. */
const ofRun = `tbl_summary/day=1/run=jr_${'0'.repeat(64)}/`;
const sor = bucketName(lab, 'sor');

/** Everything in a small lab that a destroy deletes. */
const everything = [
  'trigger/daybreak-visit',
  'job/daybreak-visit',
  'role/daybreak-glue-job-us-east-1',
  'dashboard/daybreak-us-east-1',
  'named-query/daybreak.All cities',
  'workgroup/daybreak',
  'table/daybreak_sor.tbl_cities',
  'table/daybreak_sot.tbl_visits',
  'table/daybreak_spec.tbl_summary',
  'database/daybreak_sor',
  'database/daybreak_sot',
  'database/daybreak_spec',
  ...(['sor', 'sot', 'spec', 'athena', 'assets'] as const).map(zone => `bucket/${bucketName(lab, zone)}`),
];
const allDestroyed = Object.fromEntries(everything.map(id => [id, 'destroyed']));

let small: SmallLab;
let glue: GlueClient;
let before: object;

beforeAll(async () => {
  // A broken connection stays broken: a crash, not a hiccup.
  process.env.AWS_MAX_ATTEMPTS = '1';
  small = await SmallLab.start();
  small.skipProofs();
  glue = new GlueClient({});
});

beforeEach(async () => {
  await small.reset();
  before = await small.observe();
  await small.rebuilt();
});

afterAll(async () => {
  await small?.stop();
});

const put = (Bucket: string, Key: string, Body = 'mine') =>
  small.s3.send(new PutObjectCommand({ Bucket, Key, Body }));

const keysIn = async (Bucket: string): Promise<(string | undefined)[]> =>
  ((await small.s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []).map(({ Key }) => Key);

describe('a lab that is destroyed', () => {
  test('leaves the account as it was, and reports each deleted resource, in reverse order', async () => {
    await put(spec, `${ofRun}part-0.csv`);
    const looked = await small.told({ action: 'destroy' });
    expect(small.writes()).toEqual([]);
    const told = await small.told(destroy);
    expect(looked).toEqual(told);
    expect(told.map(({ resource, outcome }) => [resource, outcome])).toEqual(Object.entries(allDestroyed));
    expect(await small.observe()).toEqual(before);
  });

  test('does not need its seed: if that is gone, the lab is still destroyed, with what its jobs wrote', async () => {
    await put(spec, `${ofRun}part-0.csv`);
    await small.unpublish();
    expect(changedOutcomes(await small.told(destroy))).toEqual(allDestroyed);
    expect(small.short()).toMatchObject({ result: 'succeeded' });
    await small.publish(smallDefinition);
    expect(await small.observe()).toEqual(before);
  });

  test('can be destroyed again, and rebuilt', async () => {
    await small.told(destroy);
    expect(await small.told(destroy)).toEqual([]);
    expect(small.writes()).toEqual([]);
    const { outcomes } = await small.rebuilt();
    expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['created']));
  });

  test('includes what earlier definitions created', async () => {
    await small.publish({
      ...smallDefinition,
      version: '1.1.0',
      datasets: [...smallDefinition.datasets, additions.dataset],
      tables: [...smallDefinition.tables, additions.table],
      jobs: [...smallDefinition.jobs, additions.job],
      queries: [...smallDefinition.queries, additions.query],
    });
    await small.rebuilt();
    await small.publish({ ...smallDefinition, version: '1.2.0' });
    await small.rebuilt();
    expect(changedOutcomes(await small.told(destroy))).toEqual({
      ...allDestroyed,
      'table/daybreak_sor.tbl_rivers': 'destroyed',
      'table/daybreak_spec.tbl_totals': 'destroyed',
      'trigger/daybreak-count': 'destroyed',
      'job/daybreak-count': 'destroyed',
      'named-query/daybreak.All visits': 'destroyed',
    });
    await small.publish(smallDefinition);
    expect(await small.observe()).toEqual(before);
  });

  test('includes the 1,001 objects that a job wrote, in batches that S3 accepts', async () => {
    const keys = Array.from({ length: 1001 }, (_, i) => `${ofRun}part-${i}.csv`);
    await inParallel(32, keys, key => put(spec, key, 'x'));
    expect(changedOutcomes(await small.told(destroy))).toEqual(allDestroyed);
    const batches = small.calls.filter(
      ({ operation, url }) => operation === 'DeleteObjects' && url.startsWith(`/${spec}/`),
    );
    expect(batches).toHaveLength(2);
    expect(await small.observe()).toEqual(before);
  });

  test('includes older versions, delete markers and unfinished uploads of jobs', async () => {
    for (const Bucket of [sor, assets])
      await small.s3.send(
        new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
      );
    await small.s3.send(new DeleteObjectCommand({ Bucket: sor, Key: 'tbl_cities/a.csv' }));
    await small.rebuilt();
    await small.rebuilt();
    await small.s3.send(new DeleteObjectCommand({ Bucket: sor, Key: 'tbl_cities/a.csv' }));
    for (const file of ['a', 'b'])
      await small.s3.send(new CreateMultipartUploadCommand({ Bucket: spec, Key: `${ofRun}${file}` }));
    expect(changedOutcomes(await small.told(destroy))).toEqual(allDestroyed);
    expect(small.calls.filter(({ operation }) => operation === 'AbortMultipartUpload')).toHaveLength(2);
    expect(await small.observe()).toEqual(before);
  });

  test('is deleted even if the learner deleted a part of it before', async () => {
    const RoleName = jobRoleName(lab);
    await new IAMClient({}).send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'lab' }));
    await glue.send(new DeleteTableCommand({ DatabaseName: 'daybreak_sor', Name: 'tbl_cities' }));
    const told = changedOutcomes(await small.told(destroy));
    expect(told).toEqual({ ...allDestroyed, 'table/daybreak_sor.tbl_cities': undefined });
    expect(await small.observe()).toEqual(before);
  });
});

describe("what is not the lab's", () => {
  test('keeps its bucket, which the report names, unless asked to delete that, too', async () => {
    await put(spec, 'mine/notes.txt');
    await put(spec, 'tbl_summary/day=1/mine.csv');
    await put(spec, `${ofRun}part-0.csv`);
    const told = await small.told(destroy);
    expect(changedOutcomes(told)).toEqual({ ...allDestroyed, [`bucket/${spec}`]: 'kept' });
    const { notes } = told.find(({ resource }) => resource === `bucket/${spec}`) ?? {};
    expect(notes?.join()).toMatch(/mine\/notes\.txt, tbl_.*"deleteForeignObjects": true/);
    expect(await keysIn(spec)).toEqual(['mine/notes.txt', 'tbl_summary/day=1/mine.csv']);
    expect(changedOutcomes(await small.told({ ...destroy, deleteForeignObjects: true }))).toEqual({
      [`bucket/${spec}`]: 'destroyed',
    });
    expect(await small.observe()).toEqual(before);
  });

  test("stays in the buckets for assets and query results, too, even in the lab's own folders", async () => {
    const athena = bucketName(lab, 'athena');
    const query = '01234567-89ab-cdef-0123-456789abcdef';
    await put(assets, 'notes/first-lesson.md');
    await put(assets, 'jobs/mine.py');
    await put(assets, 'runs/monday/report.json', '{"lab":"another"}');
    await put(assets, 'spark-ui/visit/notes.txt');
    await put(assets, `spark-ui/visit/events_1_jr_${'0'.repeat(64)}`);
    await put(athena, `results/tables/${query}/part-0.parquet`);
    await put(athena, 'results/summary.csv');
    await put(athena, `results/${query}.csv`, 'an answer');
    await put(athena, `results/${query}.csv.metadata`, 'of its columns');
    await put(athena, `results/Unsaved/2026/11/26/${query}.txt`, 'a list of tables');
    const { Metadata } = await small.s3.send(new HeadObjectCommand({ Bucket: assets, Key: 'jobs/visit.py' }));
    await small.s3.send(
      new PutObjectCommand({ Bucket: assets, Key: 'jobs/visit.py', Body: 'print("mine")', Metadata }),
    );
    const told = await small.told(destroy);
    expect(changedOutcomes(told)).toEqual({
      ...allDestroyed,
      [`bucket/${assets}`]: 'kept',
      [`bucket/${athena}`]: 'kept',
    });
    const notes = told.flatMap(outcome => outcome.notes).join();
    expect(notes).toContain(
      "5 objects in it are not the lab's (jobs/mine.py, jobs/visit.py, notes/first-lesson.md, runs/monday/report.json,",
    );
    expect(await keysIn(assets)).toEqual([
      'jobs/mine.py',
      'jobs/visit.py',
      'notes/first-lesson.md',
      'runs/monday/report.json',
      'spark-ui/visit/notes.txt',
    ]);
    expect(await keysIn(athena)).toEqual(['results/summary.csv', `results/tables/${query}/part-0.parquet`]);
    await small.told({ ...destroy, deleteForeignObjects: true });
    expect(await small.observe()).toEqual(before);
  });

  test("stays in a bucket that was adopted, even under a report's key", async () => {
    await small.told(destroy);
    const Bucket = bucketName(lab, 'assets');
    await small.s3.send(new CreateBucketCommand({ Bucket }));
    await put(Bucket, 'runs/latest.json', 'run club: Monday, 7 pm');
    await put(Bucket, 'photo.jpg');
    const ended = await small.rebuild({ adopt: [`bucket/${Bucket}`] });
    expect(ended).toMatchObject({
      status: 'succeeded',
      output: { report: expect.stringContaining('/report.json') },
    });
    await small.told(destroy);
    const [settings, ...theirs] = await keysIn(Bucket);
    expect(settings).toMatch(/^displaced\/.*\.json$/);
    expect(theirs).toEqual(['photo.jpg', 'runs/latest.json']);
  });

  test('is not confused with reports of a Daybreak that did not mark them', async () => {
    const Bucket = bucketName(lab, 'assets');
    const old = JSON.stringify({ ...(await small.report()), daybreak: '0.1.0' });
    for (const Key of await keysIn(Bucket))
      if (Key?.startsWith('runs/') && Key.endsWith('.json')) await put(Bucket, Key, old);
    await put(Bucket, 'runs/last-result.json', '{"result":"succeeded"}');
    expect(changedOutcomes(await small.told(destroy))).toEqual(allDestroyed);
    expect(await small.observe()).toEqual(before);
  });

  test('stays where a repair saved it, and is named; so does an unfinished upload', async () => {
    await put(sor, 'tbl_cities/a.csv', 'a learner was here');
    await small.rebuilt({ repair: true });
    await small.s3.send(new CreateMultipartUploadCommand({ Bucket: sor, Key: 'tbl_cities/a.csv' }));
    const told = await small.told(destroy);
    expect(changedOutcomes(told)).toEqual({
      ...allDestroyed,
      [`bucket/${sor}`]: 'kept',
      [`bucket/${assets}`]: 'kept',
    });
    const [saved] = await keysIn(assets);
    expect(saved).toMatch(/^displaced\/.*\/tbl_cities\/a\.csv$/);
    const notes = told.flatMap(outcome => outcome.notes).join();
    expect(notes).toContain(`1 object in it is not the lab's (${saved};`);
    expect(notes).toContain('1 upload to it is not finished (tbl_cities/a.csv;');
    await small.told({ ...destroy, deleteForeignObjects: true });
    expect(await small.observe()).toEqual(before);
  });

  test("a learner's content in place of a file stays, even if it has the file's size", async () => {
    const own = 'id,city\n1,São Paulo\n2,Chiasso\n'.slice(0, -3);
    await put(sor, 'tbl_cities/a.csv', `${own}\n`);
    const told = changedOutcomes(await small.told(destroy));
    expect(told).toEqual({ ...allDestroyed, [`bucket/${sor}`]: 'kept' });
    expect(await keysIn(sor)).toEqual(['tbl_cities/a.csv']);
  });

  test("a learner's table keeps its database, a saved query its workgroup, a policy the role", async () => {
    await glue.send(
      new CreateTableCommand({ DatabaseName: 'daybreak_sor', TableInput: { Name: 'mine', Parameters: {} } }),
    );
    await small.athena.send(
      new CreateNamedQueryCommand({
        Name: 'mine',
        Database: 'x',
        QueryString: 'select 1',
        WorkGroup: lab.name,
      }),
    );
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
    });
    await new IAMClient({}).send(
      new PutRolePolicyCommand({ RoleName: jobRoleName(lab), PolicyName: 'mine', PolicyDocument }),
    );
    const told = changedOutcomes(await small.told(destroy));
    expect(told).toEqual({
      ...allDestroyed,
      'table/daybreak_sor.mine': 'refused',
      'database/daybreak_sor': 'kept',
      'workgroup/daybreak': 'kept',
      'role/daybreak-glue-job-us-east-1': 'kept',
    });
    const left = Object.keys(await small.observe()).filter(name => !(name in before));
    expect(left).toEqual([
      'database daybreak_sor',
      'table daybreak_sor.mine',
      'workgroup daybreak',
      'query daybreak.mine',
      'role daybreak-glue-job-us-east-1',
    ]);
  });

  test("of two saved queries with one name, the lab's is deleted and the learner's stays", async () => {
    const theirs = { Name: 'All cities', Database: 'x', QueryString: 'select 1', WorkGroup: lab.name };
    await small.athena.send(new CreateNamedQueryCommand(theirs));
    expect(changedOutcomes((await small.rebuilt()).outcomes)).toEqual({});
    expect(changedOutcomes(await small.told(destroy))).toEqual({
      ...allDestroyed,
      'workgroup/daybreak': 'kept',
    });
    const { NamedQueryIds } = await small.athena.send(new ListNamedQueriesCommand({ WorkGroup: lab.name }));
    expect(NamedQueryIds).toHaveLength(1);
    for (const NamedQueryId of NamedQueryIds ?? [])
      await small.athena.send(new DeleteNamedQueryCommand({ NamedQueryId }));
    expect(changedOutcomes(await small.told(destroy))).toEqual({ 'workgroup/daybreak': 'destroyed' });
  });
});

test('a lab is not destroyed during a rebuild, which is named, but it is during a plan', async () => {
  const sfn = await createWaitingMachine(small.testAws);
  await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{"action":"plan"}' }));
  const running = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
  small.calls.length = 0;
  const ended = await small.rebuild(destroy);
  expect(ended.status).toBe('failed');
  expect(small.short()).toMatchObject({
    error: 'RunInProgress',
    cause: expect.stringContaining(running.executionArn ?? 'no run'),
  });
  expect(small.writes()).toEqual([]);
  await sfn.send(new StopExecutionCommand({ executionArn: running.executionArn }));
  expect(changedOutcomes(await small.told(destroy))).toEqual(allDestroyed);
});

test('a lab is not rebuilt while it is being destroyed, and no comment turns a rebuild into a plan', async () => {
  const sfn = await createWaitingMachine(small.testAws);
  const rebuilds = { input: '{"Comment":{"action":"plan"}}' };
  const first = await sfn.send(new StartExecutionCommand({ stateMachineArn, ...rebuilds }));
  await small.rebuild(destroy);
  expect(small.short()).toMatchObject({ error: 'RunInProgress' });
  await sfn.send(new StopExecutionCommand({ executionArn: first.executionArn }));

  const other = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(destroy) }),
  );
  await small.rebuild();
  expect(small.short()).toMatchObject({
    error: 'RunInProgress',
    cause: `Plan: ${other.executionArn} is destroying the lab: start this run again when that one has ended`,
  });
  expect(small.writes()).toEqual([]);
  await sfn.send(new StopExecutionCommand({ executionArn: other.executionArn }));
});

// crash.slow.test.ts tests every one of them.
test('a destroy that dies at its first write, its last, or one between can be repeated', async () => {
  await small.told(destroy);
  const count = small.writes().length;
  for (const at of [1, Math.ceil(count / 2), count]) {
    await small.rebuilt();
    let seen = 0;
    small.faults.decide = asked => {
      if (isWrite(asked)) seen += 1;
      if (seen > at) return 'lost';
      return seen === at ? 'unanswered' : 'passed';
    };
    const ended = await small.rebuild(destroy);
    small.faults.decide = () => 'passed';
    expect(ended.status).toBe('failed');
    await small.told(destroy);
    expect(await small.observe()).toEqual(before);
  }
});
