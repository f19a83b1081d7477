import { moodOf } from '../../functions/frame/mood.ts';
import { isReadAsRows } from '../../lab/datasets.ts';
import type { Dataset } from '../../lab/definition.ts';
import { FileMismatch, ObjectBusy } from '../../lab/errors.ts';
import { kinds } from '../../lab/kinds.ts';
import { outcomeOf } from '../../lab/outcome-of.ts';
import type { StepResult } from '../../lab/outcomes.ts';
import { reconcileFiles } from '../../reconcile/dataset-files.ts';
import { joinBatches } from '../../reconcile/kinds/dataset.ts';
import { seedSource } from '../../reconcile/seed-source.ts';
import { named } from './aws-fake.ts';
import { crc32Of, md5Etag, memoryS3 } from './memory-s3.ts';

const lab = { name: 'daybreak', account: '123456789012', region: 'us-east-1', partition: 'aws' };
const bucket = 'daybreak-sor-123456789012-us-east-1';
const assets = 'daybreak-assets-123456789012-us-east-1';
const displaced = `${assets}/displaced/r1`;
const content = 'id\n1\n';
const dataset: Dataset = {
  table: 'tbl',
  zone: 'sor',
  format: 'csv',
  columns: [{ name: 'id', type: 'int' }],
  partitionKeys: [],
  rows: 0,
};
const file = (name: string) => ({
  key: `tbl/${name}.csv`,
  bytes: content.length,
  crc32: crc32Of(content),
  etag: md5Etag(content),
});
const files = ['a', 'b', 'c'].map(file);

let s3: ReturnType<typeof memoryS3>;
let clock: () => boolean;

interface How {
  readonly setAside?: boolean;
  readonly plan?: boolean;
  /** The files that the definition names. */
  readonly names?: readonly string[];
  readonly of?: Dataset;
  /** Name of the execution. */
  readonly name?: string;
  /** Whether the assets bucket is somebody else's. */
  readonly nowhere?: boolean;
}

const run = async (how: How = {}) => {
  const { setAside = false, plan = false, names = ['a', 'b', 'c'], of = dataset, name = 'r1' } = how;
  const files = names.map(file);
  const source = seedSource(s3.client, lab, { bucket: 'seed', prefix: '' });
  const execution = { arn: 'arn', name, startedAt: '' };
  const storage: StepResult = {
    step: 'EnsureStorage',
    outcomes: how.nowhere === true ? [outcomeOf(kinds.bucket.named(assets), 'refused')] : [],
  };
  const mood = moodOf(
    s3.client,
    { lab, execution, mood: plan ? 'plan' : 'rebuild', repair: false, setAside, adopt: [] },
    storage,
  );
  const outcomes = [];
  let from = 0;
  let looked = false;
  for (let turn = 1; turn < 20; turn += 1) {
    const limits = { from, isTimeUp: () => clock(), ...(looked ? {} : { part: {} }) };
    const { outcome, rest } = await reconcileFiles(s3.client, lab, source, of, files, mood, limits);
    outcomes.push(outcome);
    if (rest === undefined) return { turn, outcome: joinBatches(outcomes)[0] };
    ({ from, looked } = rest);
  }
  throw new Error('it does not end');
};

const put = (name: string, text = 'id\n2\n'): void => {
  s3.objects.set(`${bucket}/tbl/${name}`, { content: text, metadata: { by: 'me' } });
};
/** Other content with the same metadata, as many tools write it. */
const edit = (name: string, text: string): void => {
  const place = `${bucket}/tbl/${name}`;
  s3.objects.set(place, { content: text, metadata: s3.objects.get(place)?.metadata ?? {} });
};
const at = (place: string): string | undefined => s3.objects.get(place)?.content;

beforeEach(async () => {
  s3 = memoryS3();
  clock = () => false;
  for (const { key } of files) s3.objects.set(`seed/${key}`, { content, metadata: {} });
  await run();
  s3.operations.length = 0;
});

describe('what Athena reads', () => {
  test.each([
    ['mine.csv', true],
    ['below/mine.csv', true],
    ['_SUCCESS', false],
    ['.hidden.csv', false],
    ['_temporary/part-0.csv', false],
    ['below/_x/part-0.csv', false],
    ['below/', false],
  ])('of a table without partitions: %s %s', (key, isRead) => {
    expect(isReadAsRows(dataset, key, 5)).toBe(isRead);
  });

  test('is no empty file, unless an empty one cannot be read', () => {
    expect(isReadAsRows(dataset, 'below_$folder$', 0)).toBe(false);
    expect(isReadAsRows({ ...dataset, format: 'parquet' }, 'x.parquet', 0)).toBe(true);
  });

  test('of a table with partitions is in the folder of one', () => {
    const partitioned = { ...dataset, partitionKeys: [{ name: 'year', type: 'int' }] };
    expect(isReadAsRows(partitioned, 'year=2026/mine.csv', 5)).toBe(true);
    expect(isReadAsRows(partitioned, 'mine.csv', 5)).toBe(false);
    expect(isReadAsRows(partitioned, 'backup/mine.csv', 5)).toBe(false);
  });
});

describe('files that the definition does not name', () => {
  test('are kept and named, and cost a look each', async () => {
    put('0.csv');
    put('bb.csv');
    put('_SUCCESS', '');
    const { outcome } = await run();
    expect(outcome).toMatchObject({
      outcome: 'kept',
      kept: [],
      changes: [],
      copied: { files: 3, copiedFiles: 0 },
      extra: { files: 2, named: [`s3://${bucket}/tbl/0.csv`, `s3://${bucket}/tbl/bb.csv`] },
    });
    expect(s3.operations).toEqual(['ListObjectsV2', 'HeadObject', 'HeadObject']);
    expect((await run({ plan: true })).outcome).toEqual(outcome);
  });

  test('are looked at no more once a hundred are somebody’s, named up to twenty, and the rest counted', async () => {
    for (let index = 0; index < 1_500; index += 1) put(`mine-${String(index).padStart(4, '0')}.csv`);
    const { outcome } = await run();
    expect(outcome?.extra?.files).toBe(1_500);
    expect(outcome?.extra?.named).toHaveLength(20);
    expect(s3.operations.filter(operation => operation === 'ListObjectsV2')).toHaveLength(2);
    // A look that is under way when that is known is made all the same.
    expect(s3.operations.length).toBeLessThan(2 + 100 + 32);
  });

  test('of another table, whose name begins alike, are its own', async () => {
    s3.objects.set(`${bucket}/tbl2/x.csv`, { content, metadata: {} });
    s3.objects.set(`${bucket}/tbl`, { content, metadata: {} });
    expect((await run()).outcome).toMatchObject({ outcome: 'unchanged', extra: { files: 0, named: [] } });
  });

  test('are no reason to lose the definition’s: hand-overs count them once', async () => {
    put('mine.csv');
    s3.objects.delete(`${bucket}/tbl/b.csv`);
    let asked = 0;
    clock = () => {
      asked += 1;
      return asked % 2 === 0;
    };
    const { turn, outcome } = await run();
    expect(turn).toBeGreaterThan(1);
    expect(outcome).toMatchObject({
      outcome: 'kept',
      copied: { files: 3, copiedFiles: 1 },
      extra: { files: 1 },
    });
  });
});

describe('files that the lab itself has put there, for an earlier definition', () => {
  const next = { names: ['b', 'c', 'd'], name: 'r2' };
  const saved = `${assets}/displaced/r2/${bucket}/tbl/a.csv`;
  const there = () => [...s3.objects.keys()].filter(key => key.startsWith(`${bucket}/tbl/`)).toSorted();
  const table = (...names: readonly string[]) => names.map(name => `${bucket}/tbl/${name}`);

  beforeEach(() => {
    s3.objects.set('seed/tbl/d.csv', { content, metadata: {} });
  });

  test('are moved without anybody’s word, and the plan says so before', async () => {
    const planned = await run({ ...next, plan: true });
    expect(there()).toEqual(table('a.csv', 'b.csv', 'c.csv'));
    const { outcome } = await run(next);
    const same = {
      outcome: 'updated',
      kept: [],
      changes: [{ property: 'tbl/a.csv', from: '5 bytes of an earlier definition', to: 'set aside' }],
      copied: { files: 3, copiedFiles: 1 },
      extra: { files: 0 },
    };
    expect(planned.outcome).toMatchObject(same);
    expect(outcome).toMatchObject({
      ...same,
      notes: [`what is set aside is in s3://${saved}`],
      displaced: [`s3://${saved}`],
    });
    expect(there()).toEqual(table('b.csv', 'c.csv', 'd.csv'));
    expect(at(saved)).toBe(content);
    expect((await run(next)).outcome).toMatchObject({ outcome: 'unchanged', extra: { files: 0 } });
  });

  test('are an update, even if every file of the new definition is new', async () => {
    for (const plan of [true, false])
      expect((await run({ ...next, names: ['d'], plan })).outcome).toMatchObject({ outcome: 'updated' });
    expect(there()).toEqual(table('d.csv'));
  });

  test('are moved in a rebuild and left in a plan, with the calls that this takes', async () => {
    await run({ ...next, plan: true });
    expect(s3.operations.splice(0)).toEqual(['ListObjectsV2', 'HeadObject']);
    await run(next);
    const ofMoving = ['HeadObject', 'CopyObject', 'HeadObject', 'DeleteObject'];
    expect(s3.operations).toEqual(['ListObjectsV2', 'CopyObject', 'ListObjectsV2', ...ofMoving]);
  });

  test('stay the lab’s where they are saved, and anything else is somebody’s there', async () => {
    put('mine.csv');
    await run({ ...next, setAside: true });
    const mark = (place: string) => s3.objects.get(place)?.metadata['daybreak-applied']?.split(' ')[1];
    expect(mark(saved)).toBe(crc32Of(content));
    expect(mark(saved.replace('a.csv', 'mine.csv'))).toBe('displaced');
  });

  test.each([
    ['changed since, with its metadata', () => edit('a.csv', 'id\n7\n')],
    ['written anew with the same content, without the mark', () => put('a.csv', content)],
  ])('stay if somebody has written them: %s', async (_, change) => {
    change();
    const { outcome } = await run(next);
    expect(outcome).toMatchObject({ outcome: 'kept', changes: [], extra: { files: 1 } });
    expect(there()).toEqual(table('a.csv', 'b.csv', 'c.csv', 'd.csv'));
    expect(at(saved)).toBeUndefined();
  });

  test('are not what somebody has copied of them, and a stranger’s beside them stays', async () => {
    const own = s3.objects.get(`${bucket}/tbl/a.csv`);
    if (own !== undefined) s3.objects.set(`${bucket}/tbl/copy of a.csv`, own);
    put('mine.csv');
    const expected = {
      outcome: 'kept',
      changes: [{ property: 'tbl/a.csv', to: 'set aside' }],
      extra: { files: 2, named: [`s3://${bucket}/tbl/copy of a.csv`, `s3://${bucket}/tbl/mine.csv`] },
    };
    expect((await run({ ...next, plan: true })).outcome).toMatchObject(expected);
    expect((await run(next)).outcome).toMatchObject(expected);
    expect(there()).toEqual(table('b.csv', 'c.csv', 'copy of a.csv', 'd.csv', 'mine.csv'));
  });

  test.each(['AccessDenied', 'BadRequest'])('are none that may not be looked at: %s', async code => {
    put('mine.csv');
    s3.beforeHead = place => {
      if (place.endsWith('mine.csv')) throw named(code, 'another key');
    };
    expect((await run(next)).outcome).toMatchObject({ outcome: 'kept', extra: { files: 1 } });
    await expect(run({ ...next, setAside: true })).rejects.toThrow('another key');
  });

  test('stay if somebody writes them between the copy and the delete', async () => {
    s3.beforeDelete = () => edit('a.csv', 'id\n7\n');
    const { outcome } = await run(next);
    expect(outcome).toMatchObject({ outcome: 'kept', extra: { files: 1 }, displaced: [`s3://${saved}`] });
    expect(at(`${bucket}/tbl/a.csv`)).toBe('id\n7\n');
    expect(at(saved)).toBe(content);
  });

  test('are moved by the next run if one ends between the copy and the delete', async () => {
    s3.beforeDelete = () => {
      throw named('AccessDenied', 'not for you');
    };
    await expect(run(next)).rejects.toThrow(`DeleteObject s3://${bucket}/tbl/a.csv: not for you`);
    expect(there()).toEqual(table('a.csv', 'b.csv', 'c.csv', 'd.csv'));
    s3.beforeDelete = () => {};
    expect((await run({ ...next, name: 'r3' })).outcome).toMatchObject({ outcome: 'updated' });
    expect(there()).toEqual(table('b.csv', 'c.csv', 'd.csv'));
  });

  test('stay until the new ones are there', async () => {
    s3.objects.set('seed/tbl/d.csv', { content: 'id\n9\n', metadata: {} });
    await expect(run(next)).rejects.toThrow(FileMismatch);
    expect(there()).toEqual(table('a.csv', 'b.csv', 'c.csv'));
  });

  test('stay if there is no place to save them', async () => {
    const { outcome } = await run({ ...next, nowhere: true });
    expect(outcome).toMatchObject({ outcome: 'kept', extra: { files: 1 } });
    expect(there()).toEqual(table('a.csv', 'b.csv', 'c.csv', 'd.csv'));
  });

  test('of a partition that the definition no longer has are moved, too', async () => {
    const of = { ...dataset, partitionKeys: [{ name: 'year', type: 'int' }] };
    for (const year of ['2025', '2026'])
      s3.objects.set(`seed/tbl/year=${year}/a.csv`, { content, metadata: {} });
    const years = { of, names: ['year=2025/a', 'year=2026/a'] };
    await run(years);
    const { outcome } = await run({ ...years, names: ['year=2026/a'] });
    // What lies outside of the partitions' folders is not read.
    expect(outcome).toMatchObject({ outcome: 'updated', changes: [{ property: 'tbl/year=2025/a.csv' }] });
    expect(there()).toEqual(table('a.csv', 'b.csv', 'c.csv', 'year=2026/a.csv'));
  });

  test('are moved by as many invocations as it takes, and a stranger’s is counted once', async () => {
    const many = Array.from({ length: 40 }, (_, index) => `m${String(index).padStart(2, '0')}`);
    for (const name of many) s3.objects.set(`seed/tbl/${name}.csv`, { content, metadata: {} });
    await run({ names: many });
    put('mine.csv');
    let asked = 0;
    clock = () => {
      asked += 1;
      return asked % 7 === 0;
    };
    const { turn, outcome } = await run(next);
    expect(turn).toBeGreaterThan(2);
    expect(outcome).toMatchObject({ outcome: 'kept', extra: { files: 1 } });
    expect(outcome?.displaced).toHaveLength(40);
    expect(there()).toEqual(table('b.csv', 'c.csv', 'd.csv', 'mine.csv'));
  });

  test('of two rebuilds at once, from two definitions, are nowhere lost, and the next rebuild settles it', async () => {
    const contents = (where: string) =>
      [...s3.objects].filter(([key]) => key.startsWith(where)).map(([, stored]) => stored.content);
    edit('b.csv', 'id\n7\n');
    await Promise.allSettled([run({ name: 'old' }), run({ ...next, name: 'new' })]);
    expect([...contents(bucket), ...contents(assets)]).toContain('id\n7\n');
    expect(at(`${bucket}/tbl/b.csv`)).toBe('id\n7\n');
    await run({ ...next, name: 'r4' });
    expect(there()).toEqual(table('b.csv', 'c.csv', 'd.csv'));
  });
});

describe('setting aside', () => {
  test('moves them below displaced/, with their metadata, and says where they are', async () => {
    put('mine.csv');
    put('_SUCCESS', 'x');
    const { outcome } = await run({ setAside: true });
    const saved = `${displaced}/${bucket}/tbl/mine.csv`;
    expect(outcome).toMatchObject({
      outcome: 'updated',
      changes: [
        { property: 'tbl/mine.csv', from: '5 bytes that the definition does not name', to: 'set aside' },
      ],
      notes: [`what is set aside is in s3://${saved}`],
      displaced: [`s3://${saved}`],
      extra: { files: 0 },
    });
    expect(s3.objects.get(saved)).toMatchObject({ content: 'id\n2\n', metadata: { by: 'me' } });
    expect(at(`${bucket}/tbl/mine.csv`)).toBeUndefined();
    expect(at(`${bucket}/tbl/_SUCCESS`)).toBe('x');
    for (const { key } of files) expect(at(`${bucket}/${key}`)).toBe(content);
    expect((await run()).outcome).toMatchObject({ outcome: 'unchanged' });
  });

  test('a plan says what it would move, and moves nothing', async () => {
    put('mine.csv');
    const { outcome } = await run({ setAside: true, plan: true });
    expect(outcome).toMatchObject({ outcome: 'updated', changes: [{ to: 'set aside' }], notes: [] });
    expect(outcome).not.toHaveProperty('displaced');
    expect(s3.operations).toEqual(['ListObjectsV2']);
  });

  test('what somebody writes between the copy and the delete is moved, too, and nothing is lost', async () => {
    put('mine.csv');
    let deletes = 0;
    s3.beforeDelete = () => {
      deletes += 1;
      if (deletes === 1) put('mine.csv', 'id\n3\n');
    };
    expect((await run({ setAside: true })).outcome).toMatchObject({ outcome: 'updated' });
    expect(at(`${displaced}/${bucket}/tbl/mine.csv`)).toBe('id\n2\n');
    expect(at(`${displaced}/${bucket}/tbl/mine.csv.2`)).toBe('id\n3\n');
    expect(at(`${bucket}/tbl/mine.csv`)).toBeUndefined();
  });

  test('a file that is written all the time stays, and the error names it', async () => {
    put('mine.csv');
    let deletes = 0;
    s3.beforeDelete = () => {
      deletes += 1;
      put('mine.csv', `id\n${deletes}0\n`);
    };
    const setting = run({ setAside: true });
    await expect(setting).rejects.toThrow(ObjectBusy);
    await expect(setting).rejects.toThrow(
      /tbl\/mine.csv was overwritten during each attempt to set it aside/,
    );
    expect(at(`${bucket}/tbl/mine.csv`)).toBe('id\n40\n');
  });

  test('a file that is gone meanwhile is no failure', async () => {
    put('mine.csv');
    s3.beforeList = () => {
      s3.beforeWrite = () => s3.objects.delete(`${bucket}/tbl/mine.csv`);
    };
    expect((await run({ setAside: true })).outcome).toMatchObject({ extra: { files: 0 } });
  });

  test('a copy that is not the same leaves the file where it is', async () => {
    put('mine.csv');
    const saved = `${displaced}/${bucket}/tbl/mine.csv`;
    s3.beforeHead = place => {
      if (place === saved) s3.objects.set(saved, { content: '', metadata: {} });
    };
    await expect(run({ setAside: true })).rejects.toThrow(/is not the same as .*, which stays where it is/);
    expect(at(`${bucket}/tbl/mine.csv`)).toBe('id\n2\n');
  });

  test('a denied delete names the call, and the file stays', async () => {
    put('mine.csv');
    s3.beforeDelete = () => {
      throw named('AccessDenied', 'not for you');
    };
    await expect(run({ setAside: true })).rejects.toThrow(
      `DeleteObject s3://${bucket}/tbl/mine.csv: not for you`,
    );
    expect(at(`${bucket}/tbl/mine.csv`)).toBe('id\n2\n');
  });

  test('goes on in the next invocation when time is up', async () => {
    for (let index = 0; index < 10; index += 1) put(`mine-${index}.csv`);
    let asked = 0;
    clock = () => {
      asked += 1;
      return asked % 5 === 0;
    };
    const { turn, outcome } = await run({ setAside: true });
    expect(turn).toBeGreaterThan(2);
    expect(outcome).toMatchObject({ outcome: 'updated', copied: { files: 3, copiedFiles: 0 } });
    expect(outcome?.changes).toHaveLength(10);
    expect(outcome?.displaced).toHaveLength(10);
    expect([...s3.objects.keys()].filter(key => key.startsWith(`${bucket}/tbl/mine`))).toEqual([]);
  });
});
