import { moodOf } from '../../functions/frame/mood.ts';
import { isReadAsRows } from '../../lab/datasets.ts';
import type { Dataset } from '../../lab/definition.ts';
import { ObjectBusy } from '../../lab/errors.ts';
import { reconcileFiles } from '../../reconcile/dataset-files.ts';
import { joinBatches } from '../../reconcile/kinds/dataset.ts';
import { seedSource } from '../../reconcile/seed-source.ts';
import { named } from './aws-fake.ts';
import { crc32Of, md5Etag, memoryS3 } from './memory-s3.ts';

const lab = { name: 'daybreak', account: '123456789012', region: 'us-east-1', partition: 'aws' };
const bucket = 'daybreak-sor-123456789012-us-east-1';
const displaced = 'daybreak-assets-123456789012-us-east-1/displaced/r1';
const content = 'id\n1\n';
const dataset: Dataset = {
  table: 'tbl',
  zone: 'sor',
  format: 'csv',
  columns: [{ name: 'id', type: 'int' }],
  partitionKeys: [],
  rows: 0,
};
const files = ['a', 'b', 'c'].map(name => ({
  key: `tbl/${name}.csv`,
  bytes: content.length,
  crc32: crc32Of(content),
  etag: md5Etag(content),
}));

let s3: ReturnType<typeof memoryS3>;
let clock: () => boolean;

const run = async (how: { readonly setAside?: boolean; readonly plan?: boolean } = {}) => {
  const { setAside = false, plan = false } = how;
  const source = seedSource(s3.client, lab, { bucket: 'seed', prefix: '' });
  const execution = { arn: 'arn', name: 'r1', startedAt: '' };
  const mood = moodOf(
    s3.client,
    { lab, execution, mood: plan ? 'plan' : 'rebuild', repair: false, setAside, adopt: [] },
    { step: 'EnsureStorage', outcomes: [] },
  );
  const outcomes = [];
  let from = 0;
  let looked = false;
  for (let turn = 1; turn < 20; turn += 1) {
    const limits = { from, isTimeUp: () => clock(), ...(looked ? {} : { part: {} }) };
    const { outcome, rest } = await reconcileFiles(s3.client, lab, source, dataset, files, mood, limits);
    outcomes.push(outcome);
    if (rest === undefined) return { turn, outcome: joinBatches(outcomes)[0] };
    ({ from, looked } = rest);
  }
  throw new Error('it does not end');
};

const put = (name: string, text = 'id\n2\n'): void => {
  s3.objects.set(`${bucket}/tbl/${name}`, { content: text, metadata: { by: 'me' } });
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
  test('are kept and named, and cost no call of their own', async () => {
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
    expect(s3.operations).toEqual(['ListObjectsV2']);
    expect((await run({ plan: true })).outcome).toEqual(outcome);
  });

  test('are named up to twenty, and the rest counted', async () => {
    for (let index = 0; index < 1_500; index += 1) put(`mine-${String(index).padStart(4, '0')}.csv`);
    const { outcome } = await run();
    expect(outcome?.extra?.files).toBe(1_500);
    expect(outcome?.extra?.named).toHaveLength(20);
    expect(s3.operations).toEqual(['ListObjectsV2', 'ListObjectsV2']);
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
