import { S3Client } from '@aws-sdk/client-s3';
import { findFiles } from '../../functions/destroy/find-files.ts';
import type { Dataset } from '../../lab/definition.ts';
import { assetKeys, bucketName, databaseName } from '../../lab/names.ts';
import type { Outcome } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';
import { displacedMark, objectMark } from '../../reconcile/object-mark.ts';
import { type Account, emptyAccount } from '../faults/aws/account.ts';
import { emptyBucket, storedObject } from '../faults/aws/s3.ts';
import { loadWarmHandlers, runLab, seedBucket, seedPrefix, type ToldRun } from '../faults/runs.ts';
import { Simulation } from '../faults/simulation.ts';
import { runOf } from '../run-of.ts';
import { lab } from '../statemachine/lab-handlers.ts';
import type { Handlers } from '../statemachine/rebuild-engine.ts';
import { contents, smallDefinition } from '../statemachine/small-definition.ts';
import { crc32Of } from './memory-s3.ts';

const sor = bucketName(lab, 'sor');
const sot = bucketName(lab, 'sot');
const spec = bucketName(lab, 'spec');
const assets = bucketName(lab, 'assets');
const look = { action: 'destroy' };
const destroy = { ...look, confirm: lab.name };
/** A file of a job's run. */
const output = `tbl_summary/day=1/run=jr_${'0'.repeat(64)}/part-0.csv`;

let handlers: Handlers;
let account: Account;

const run = async (input: object): Promise<ToldRun> => {
  const simulation = new Simulation(account);
  return simulation.while(() => runLab(simulation, handlers, input, `run-${account.executions.size}`), true);
};
/** The outcome and the notes of every resource that does not simply go. */
const told = async (input: object): Promise<Readonly<Record<string, string>>> => {
  const { status, cause, short } = await run(input);
  if (status !== 'succeeded') throw new Error(cause);
  const left = (short?.details ?? []).filter(({ outcome }) => outcome !== 'destroyed');
  return Object.fromEntries(left.map(({ resource, notes }) => [resource, notes.join()]));
};
const put = (bucket: string, key: string, metadata = {}) =>
  account.buckets.get(bucket)?.objects.set(key, storedObject('mine', 0, { metadata }));
const keysIn = (bucket: string): readonly string[] => [
  ...(account.buckets.get(bucket)?.objects.keys() ?? []),
];
const publish = (text: string) =>
  account.buckets.get(seedBucket)?.objects.set(`${seedPrefix}lab.json`, storedObject(text, 0));
const lose = () => account.buckets.get(seedBucket)?.objects.delete(`${seedPrefix}lab.json`);

beforeAll(async () => {
  handlers = await loadWarmHandlers();
});

beforeEach(async () => {
  account = emptyAccount();
  const seed = emptyBucket();
  for (const [key, text] of Object.entries(contents))
    seed.objects.set(`${seedPrefix}${key}`, storedObject(text, 0));
  account.buckets.set(seedBucket, seed);
  publish(JSON.stringify(smallDefinition));
  await run({});
});

test('a look says what the destroy then does, with the same counts, and changes nothing', async () => {
  put(sor, 'tbl_cities/mine.csv');
  put(spec, output);
  const before = structuredClone({ ...account, executions: undefined });
  const looked = await run(look);
  expect({ ...account, executions: undefined }).toEqual(before);
  const did = await run(destroy);
  expect(looked.short?.details).toEqual(did.short?.details);
  const bucket = did.short?.details?.find(({ resource }) => resource === `bucket/${sor}`);
  expect(bucket).toMatchObject({
    outcome: 'kept',
    contents: { objects: 1, otherObjects: 1, otherBytes: 4, otherUploads: 0 },
  });
  expect(bucket?.notes.join()).toContain("1 object in it is not the lab's (tbl_cities/mine.csv)");
  expect(looked.short?.notes?.join()).toContain('nothing was deleted');
  expect(did.short?.notes).toEqual([]);
  expect(keysIn(sor)).toEqual(['tbl_cities/mine.csv']);
  expect(account.buckets.has(spec)).toBe(false);
});

test('a look at a lab that is not there finds nothing; a wrong name is an error', async () => {
  await run(destroy);
  expect((await run(look)).short?.details).toEqual([]);
  const { short } = await run({ ...look, confirm: 'other' });
  expect(short).toMatchObject({ result: 'failed', cause: expect.stringContaining('not "other"') });
});

describe.each([
  ['gone', lose],
  ['broken', () => publish('{')],
])('a lab whose seed is %s', (_, spoil) => {
  test('is destroyed, but for what others put into its tables, also those that the last report lacks', async () => {
    put(spec, output);
    await run({ datasets: ['tbl_cities'] });
    put(sot, 'tbl_visits/year=2025/mine.jsonl');
    put(spec, 'tbl_summary/day=1/mine.csv');
    spoil();
    const looked = await run(look);
    expect(looked.short?.notes?.join()).toContain("the definition can't be read");
    expect(Object.keys(await told(destroy))).toEqual([`bucket/${sot}`, `bucket/${spec}`]);
    expect(keysIn(sot)).toEqual(['tbl_visits/year=2025/mine.jsonl']);
    expect(keysIn(spec)).toEqual(['tbl_summary/day=1/mine.csv']);
  });
});

test("the data of somebody's own table under a name of the lab stays, whoever's job wrote it", async () => {
  await run(destroy);
  const tables = new Map([
    ['tbl_summary', { table: { Name: 'tbl_summary' }, version: 0, partitions: new Map() }],
  ]);
  account.databases.set(databaseName(lab, 'spec'), { database: { Name: databaseName(lab, 'spec') }, tables });
  await run({ adopt: [`database/${databaseName(lab, 'spec')}`] });
  put(spec, output);
  expect(await told(destroy)).toMatchObject({
    'table/daybreak_spec.tbl_summary': expect.stringContaining('left as it is'),
    'database/daybreak_spec': "it holds a table that is not the lab's: tbl_summary",
    [`bucket/${spec}`]: expect.stringContaining(output),
  });
  expect(keysIn(spec)).toEqual([output]);
});

test('what was in a bucket before it was adopted stays', async () => {
  await run(destroy);
  account.buckets.set(assets, { ...emptyBucket(), tags: [{ Key: 'owner', Value: 'me' }] });
  const theirs = ['photo.jpg', 'runs/notes.json', 'spark-ui/visit/notes.txt'];
  for (const key of theirs) put(assets, key);
  expect((await run({ adopt: [`bucket/${assets}`] })).status).toBe('succeeded');
  expect(Object.keys(await told(destroy))).toEqual([`bucket/${assets}`]);
  // And what it was like before it was adopted.
  const settings = expect.stringMatching(/^displaced\/.*\.json$/);
  expect(keysIn(assets)).toEqual([...theirs, settings]);
});

test('what a repair saved stays and is named', async () => {
  put(sor, 'tbl_cities/a.csv');
  await run({ repair: true });
  const saved = keysIn(assets).filter(assetKeys.isDisplaced);
  expect(saved).toHaveLength(1);
  const earlier = { bucket: assets, key: `${assetKeys.displaced('run-0')}job/x.json` };
  put(assets, earlier.key, displacedMark(earlier));
  const { [`bucket/${assets}`]: note } = await told(destroy);
  expect(note).toContain('2 objects in it');
  expect(note).toContain(saved[0]);
  expect(note).toContain('repairs saved what they displaced below displaced/');
  expect(keysIn(assets).toSorted()).toEqual([...saved, earlier.key].toSorted());
});

test('what an update of the seed has moved away goes with the lab, unless somebody has written it since', async () => {
  const folder = `${assetKeys.displaced('run-0')}${sor}/tbl_cities/`;
  const move = (name: string, content: string): void => {
    const key = `${folder}${name}`;
    const metadata = objectMark({ bucket: assets, key }, crc32Of('moved'));
    account.buckets.get(assets)?.objects.set(key, storedObject(content, 0, { metadata }));
  };
  move('a.csv', 'moved');
  move('b.csv', 'edited');
  const { [`bucket/${assets}`]: note } = await told(destroy);
  expect(note).toContain("1 object in it is not the lab's");
  expect(keysIn(assets)).toEqual([`${folder}b.csv`]);
});

test('an unfinished upload stays and is named; that of a job goes', async () => {
  const upload = (key: string) => ({ key, metadata: {}, contentType: undefined, parts: new Map() });
  account.buckets.get(sor)?.uploads.set('mine', upload('tbl_cities/a.csv'));
  account.buckets.get(spec)?.uploads.set('job', upload(output));
  const { [`bucket/${sor}`]: note, ...others } = await told(destroy);
  expect(note).toContain('1 upload to it is not finished (tbl_cities/a.csv;');
  expect(others).toEqual({});
  expect([...(account.buckets.get(sor)?.uploads.keys() ?? [])]).toEqual(['mine']);
});

test('deleteForeignObjects takes all of it, and the look says so', async () => {
  put(sor, 'mine/notes.txt');
  put(assets, 'displaced/run-0/x.json');
  const everything = { deleteForeignObjects: true };
  const { short } = await run({ ...look, ...everything });
  const notes = (of: readonly Outcome[] = []) => of.flatMap(each => each.notes).join();
  expect(notes(short?.details)).toContain("1 object in it is not the lab's (mine/notes.txt): deleted, too");
  expect(await told({ ...destroy, ...everything })).toEqual({});
  expect([...account.buckets.keys()]).toEqual([seedBucket]);
});

describe('files that the definition wants, in a manifest', () => {
  const dataset: Dataset = {
    table: 'tbl_many',
    zone: 'sor',
    format: 'csv',
    columns: [],
    partitionKeys: [],
    rows: 0,
    manifest: 'many.jsonl',
  };
  const line = (number: number) => ({
    key: `tbl_many/${String(number).padStart(6, '0')}.csv`,
    bytes: number,
    crc32: 'AAAAAA==',
  });
  const looking = (uri: string): Run =>
    runOf(lab, { mood: 'destroy', definition: { from: 'seed', uri, etag: '"x"' } });
  const found = async (text: string, uri: string, ...pages: readonly (readonly number[])[]) => {
    account.buckets.get(seedBucket)?.objects.set(`${seedPrefix}many.jsonl`, storedObject(text, 0));
    const simulation = new Simulation(account);
    return simulation.while(async () => {
      const find = findFiles(new S3Client({}), looking(uri), dataset);
      const sizes: number[] = [];
      for (const page of pages)
        sizes.push(
          ...[...(await find(page.map(number => line(number).key))).values()].map(each => each.bytes),
        );
      return sizes;
    }, true);
  };
  const lines = (count: number) =>
    Array.from({ length: count }, (_, n) => JSON.stringify(line(n))).join('\n');
  const seedUri = `s3://${seedBucket}/${seedPrefix}`;

  test('are found in one that is longer than what is held in memory', async () => {
    const pages = [[0, 19_999], [20_000], [44_998, 44_999, 50_000]];
    expect(await found(lines(45_000), seedUri, ...pages)).toEqual([0, 19_999, 20_000, 44_998, 44_999]);
  });

  test('are not known where it is missing or broken from the first such line on', async () => {
    expect(await found(lines(2), 's3://nowhere/', [0, 1])).toEqual([]);
    expect(await found(`${lines(2)}\nnot JSON\n`, seedUri, [0, 1, 2])).toEqual([0, 1]);
  });
});
