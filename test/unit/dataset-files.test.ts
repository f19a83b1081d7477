import { moodOf } from '../../functions/frame/mood.ts';
import type { DatasetFile } from '../../lab/datasets.ts';
import type { Dataset } from '../../lab/definition.ts';
import { FileMismatch } from '../../lab/errors.ts';
import type { Outcome } from '../../lab/outcomes.ts';
import type { Rest } from '../../lab/run.ts';
import { reconcileFiles } from '../../reconcile/dataset-files.ts';
import { joinBatches } from '../../reconcile/kinds/dataset.ts';
import { seedSource } from '../../reconcile/seed-source.ts';
import { named } from './aws-fake.ts';
import { crc32Of, md5Etag, memoryS3 } from './memory-s3.ts';

const lab = { name: 'daybreak', account: '123456789012', region: 'us-east-1', partition: 'aws' };
const bucket = 'daybreak-sor-123456789012-us-east-1';
const dataset: Dataset = {
  table: 'tbl',
  zone: 'sor',
  format: 'csv',
  columns: [{ name: 'id', type: 'int' }],
  partitionKeys: [],
  rows: 0,
};
const keyOf = (index: number): string => `tbl/${String(index).padStart(2, '0')}.csv`;
const content = 'id\n1\n';
const files: readonly DatasetFile[] = Array.from({ length: 25 }, (_, index) => ({
  key: keyOf(index),
  bytes: content.length,
  crc32: crc32Of(content),
}));
/** The same files, as manifests have listed them since publishing has noted their ETags. */
const withEtags = files.map(file => ({ ...file, etag: md5Etag(content) }));
const data = `${content.length} bytes, CRC32 ${crc32Of(content)}`;
const theirs = `4 bytes, CRC32 ${crc32Of('mine')}`;

let s3: ReturnType<typeof memoryS3>;

beforeEach(() => {
  s3 = memoryS3();
  for (const { key } of files) s3.objects.set(`seed/${key}`, { content, metadata: {} });
});

const edit = (from: number, to: number): void => {
  for (let index = from; index < to; index += 1)
    s3.objects.set(`${bucket}/${keyOf(index)}`, { content: 'mine', metadata: {} });
};

type Limits = Parameters<typeof reconcileFiles>[6] & {
  readonly copyLimit?: number;
  readonly rest?: Omit<Rest, 'part'>;
  readonly setAside?: boolean;
};

const reconcile = (
  of: readonly DatasetFile[],
  mood: 'rebuild' | 'plan' = 'rebuild',
  repair = false,
  { copyLimit, rest, setAside = false, ...limits }: Limits = {},
) => {
  const seed = { bucket: 'seed', prefix: '' };
  const handOver = { upload: rest?.upload, isTimeUp: limits.isTimeUp ?? (() => false) };
  const source = seedSource(s3.client, lab, seed, copyLimit, handOver);
  const run = {
    lab,
    execution: { arn: 'arn', name: 'r1', startedAt: '' },
    mood,
    repair,
    setAside,
    adopt: [],
  };
  const how = moodOf(s3.client, run, { step: 'EnsureStorage', outcomes: [] });
  return reconcileFiles(s3.client, lab, source, dataset, of, how, { from: rest?.from, ...limits });
};

const rebuild = async (repair = false, of = files): Promise<Outcome> =>
  (await reconcile(of, 'rebuild', repair)).outcome;

/** How many calls of each operation were made since this was last asked. */
const counted = (): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const operation of s3.operations.splice(0)) counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
};

test('a dataset is created once all its files are, and unchanged after that', async () => {
  expect(await rebuild()).toMatchObject({ outcome: 'created', copied: { files: 25, copiedFiles: 25 } });
  expect(await rebuild()).toEqual({
    resource: 'dataset/sor.tbl',
    kind: 'dataset',
    adoptable: false,
    outcome: 'unchanged',
    changes: [],
    kept: [],
    notes: [],
    copied: { files: 25, bytes: 125, copiedFiles: 0, copiedBytes: 0 },
  });
});

describe('calls to AWS', () => {
  test('copying a file takes one, and looking at a thousand files takes one', async () => {
    await rebuild(false, withEtags);
    // The second listing compares the sizes.
    expect(counted()).toEqual({ ListObjectsV2: 2, CopyObject: 25 });
    await rebuild(false, withEtags);
    expect(counted()).toEqual({ ListObjectsV2: 1 });
  });

  test('without ETags in the manifest, each file is looked at in the seed before it is copied', async () => {
    await rebuild();
    expect(counted()).toEqual({ ListObjectsV2: 1, HeadObject: 25, CopyObject: 25 });
    await rebuild();
    // The lab's folder, and the seed's.
    expect(counted()).toEqual({ ListObjectsV2: 2 });
  });

  test('a file that is alone costs no listing', async () => {
    const one = files.slice(0, 1);
    await rebuild(false, one);
    expect(counted()).toEqual({ HeadObject: 2, CopyObject: 1 });
    await rebuild(false, one);
    expect(counted()).toEqual({ HeadObject: 1 });
  });

  test('a repair looks at each edited file once, saves it and copies it', async () => {
    await rebuild(false, withEtags);
    edit(3, 5);
    counted();
    await rebuild(true, withEtags);
    // Each copy is one call, and so is each saved file.
    expect(counted()).toEqual({ ListObjectsV2: 2, HeadObject: 2, CopyObject: 4 });
  });

  test('a plan only looks', async () => {
    const planned = await reconcile(withEtags, 'plan');
    expect(planned).toMatchObject({ outcome: { outcome: 'created', copied: { copiedFiles: 25 } } });
    expect(counted()).toEqual({ ListObjectsV2: 1 });
  });

  test('a plan may find no bucket yet', async () => {
    s3.beforeList = () => {
      throw named('NoSuchBucket', 'The specified bucket does not exist');
    };
    expect(await reconcile(withEtags, 'plan')).toMatchObject({ outcome: { outcome: 'created' } });
  });

  test('files with ETags that say nothing about their content are looked at one by one', async () => {
    await rebuild(false, withEtags);
    for (const [place, stored] of [...s3.objects].filter(([at]) => at.startsWith(bucket)).slice(0, 3))
      s3.objects.set(place, { ...stored, etag: '"of-parts-2"' });
    counted();
    expect(await rebuild(false, withEtags)).toMatchObject({ outcome: 'unchanged' });
    expect(counted()).toEqual({ ListObjectsV2: 1, HeadObject: 3 });
  });

  test('a seed whose bucket may not be listed is read file by file', async () => {
    await rebuild();
    s3.beforeList = place => {
      if (place === 'seed') throw named('AccessDenied', 'not to be listed');
    };
    counted();
    expect(await rebuild()).toMatchObject({ outcome: 'unchanged' });
    expect(counted()).toEqual({ ListObjectsV2: 2, HeadObject: 25 });
  });
});

describe('a seed that is not what its manifest says', () => {
  const wrong = 'id\n2\n';

  test('with other content of the same size: it is named, and nothing is written', async () => {
    s3.objects.set(`seed/${keyOf(7)}`, { content: wrong, metadata: {} });
    const rebuilding = rebuild(false, withEtags);
    await expect(rebuilding).rejects.toThrow(FileMismatch);
    await expect(rebuilding).rejects.toThrow(/s3:\/\/seed\/tbl\/07.csv has 5 bytes and CRC32/);
    expect(s3.objects.has(`${bucket}/${keyOf(7)}`)).toBe(false);
  });

  test('with the same content and another ETag, as after a move to another bucket: it is copied', async () => {
    s3.objects.set(`seed/${keyOf(7)}`, { content, metadata: {}, etag: '"of-parts-1"' });
    expect(await rebuild(false, withEtags)).toMatchObject({ outcome: 'created' });
    expect(s3.objects.get(`${bucket}/${keyOf(7)}`)?.content).toBe(content);
  });

  test('without a file: it is named', async () => {
    s3.objects.delete(`seed/${keyOf(7)}`);
    await expect(rebuild(false, withEtags)).rejects.toThrow(/s3:\/\/seed\/tbl\/07.csv, which is not there/);
  });

  test('with a size that is a lie: it is named', async () => {
    const lying = withEtags.map((file, index) => (index === 7 ? { ...file, bytes: 0 } : file));
    const rebuilding = rebuild(false, lying);
    await expect(rebuilding).rejects.toThrow(FileMismatch);
    await expect(rebuilding).rejects.toThrow(/tbl\/07.csv has 5 bytes in s3:.*the manifest says 0/);
  });

  test('is not blamed for what somebody writes just after the copy', async () => {
    let lists = 0;
    s3.beforeList = () => {
      lists += 1;
      if (lists === 2) edit(7, 8);
    };
    expect(await rebuild(false, withEtags)).toMatchObject({ outcome: 'created' });
    expect(await rebuild(false, withEtags)).toMatchObject({ outcome: 'kept' });
  });
});

test.each([
  ['with ETags in the manifest', withEtags],
  ['without', files],
])('a source that changes while it is copied is named, and not copied: %s', async (_, of) => {
  const seedFile = `seed/${keyOf(7)}`;
  const change = () => s3.objects.set(seedFile, { content: 'id\n2\n', metadata: {} });
  // After the look at this very file, or while others are copied.
  s3.beforeHead = place => {
    if (place === seedFile) void Promise.resolve().then(change);
  };
  s3.beforeWrite = () => {
    if (of === withEtags) change();
  };
  const rebuilding = rebuild(false, of);
  await expect(rebuilding).rejects.toThrow(FileMismatch);
  await expect(rebuilding).rejects.toThrow(/^s3:\/\/seed\/tbl\/07.csv has 5 bytes and CRC32/);
  expect(s3.objects.has(`${bucket}/${keyOf(7)}`)).toBe(false);
});

test('a learner who writes during a repair, or just after it, is not told to publish the seed again', async () => {
  await rebuild(false, withEtags);
  edit(7, 9);
  let writes = 0;
  s3.beforeWrite = () => {
    writes += 1;
    // Between the look and the copy.
    if (writes === 3) s3.objects.set(`${bucket}/${keyOf(8)}`, { content: 'other', metadata: {} });
  };
  let lists = 0;
  s3.beforeList = () => {
    lists += 1;
    // Just before the sizes are compared.
    if (lists === 2) s3.objects.set(`${bucket}/${keyOf(7)}`, { content: 'mine again', metadata: {} });
  };
  const { outcome, displaced = [] } = await rebuild(true, withEtags);
  expect(outcome).toBe('updated');
  const saved = displaced.map(address => s3.objects.get(address.replace('s3://', ''))?.content);
  expect(saved).toEqual(expect.arrayContaining(['mine']));
  const everywhere = [...s3.objects.values()].map(each => each.content);
  expect(everywhere).toEqual(expect.arrayContaining(['mine', 'other', 'mine again']));
});

test('a bucket that vanishes half way is named, with the file', async () => {
  let copies = 0;
  s3.beforeWrite = () => {
    copies += 1;
    if (copies > 10) throw named('NoSuchBucket', 'The specified bucket does not exist');
  };
  const rebuilding = rebuild(false, withEtags);
  // The state machine waits for a new bucket by this name.
  await expect(rebuilding).rejects.toMatchObject({ name: 'NoSuchBucket' });
  await expect(rebuilding).rejects.toThrow(
    new RegExp(`CopyObject s3://seed/tbl/\\d+.csv to s3://${bucket}/`),
  );
});

describe('a batch that takes longer than a function has', () => {
  /** Invocations, one after the other, of which each has time for so many files or parts. */
  const inTurns = async (of: readonly DatasetFile[], each: number, copyLimit?: number) => {
    const outcomes: Outcome[] = [];
    let rest: Omit<Rest, 'part'> | undefined;
    do {
      let asked = 0;
      const isTimeUp = () => {
        asked += 1;
        return asked > each;
      };
      const limits = { isTimeUp, ...(rest === undefined ? {} : { rest }) };
      const done = await reconcile(of, 'rebuild', false, {
        ...limits,
        ...(copyLimit === undefined ? {} : { copyLimit }),
      });
      outcomes.push(done.outcome);
      rest = done.rest;
    } while (rest !== undefined);
    return { turns: outcomes.length, outcome: joinBatches(outcomes) };
  };

  test('is handed over, and comes to the same as in one go', async () => {
    const { turns, outcome } = await inTurns(withEtags, 10);
    expect(turns).toBe(3);
    s3.objects.clear();
    for (const { key } of files) s3.objects.set(`seed/${key}`, { content, metadata: {} });
    expect(outcome).toEqual([await rebuild(false, withEtags)]);
  });

  test('goes on within a large file: no part is copied twice', async () => {
    const large = 'x'.repeat(95);
    const file = { key: 'tbl/large.csv', bytes: 95, crc32: crc32Of(large) };
    s3.objects.set('seed/tbl/large.csv', { content: large, metadata: {} });
    const { turns, outcome } = await inTurns([file, ...files.slice(0, 3)], 4, 10);
    expect(turns).toBe(5);
    expect(outcome).toMatchObject([{ outcome: 'created', copied: { files: 4, copiedFiles: 4 } }]);
    expect(s3.objects.get(`${bucket}/tbl/large.csv`)?.content).toBe(large);
    expect(counted()).toMatchObject({ CreateMultipartUpload: 1, UploadPartCopy: 10 });
    expect(s3.uploads.size).toBe(0);
    expect((await reconcile([file])).outcome).toMatchObject({ outcome: 'unchanged' });
  });
});

test('edited files are kept, each reported with both contents, and missing ones are added', async () => {
  await rebuild();
  edit(3, 5);
  s3.objects.delete(`${bucket}/${keyOf(7)}`);
  expect(await rebuild()).toMatchObject({
    outcome: 'kept',
    changes: [],
    kept: [
      { property: keyOf(3), from: theirs, to: data },
      { property: keyOf(4), from: theirs, to: data },
    ],
    copied: { files: 25, copiedFiles: 1, copiedBytes: 5 },
  });
});

test('of many edited files, twenty are named and the rest counted', async () => {
  await rebuild();
  edit(0, 25);
  const { kept, notes } = await rebuild();
  expect(kept.map(({ property }) => property)).toEqual(files.slice(0, 20).map(({ key }) => key));
  expect(notes).toEqual(['5 more files kept']);
});

test('a repair gives the addresses of what it displaced, for all batches together', async () => {
  await rebuild();
  edit(3, 5);
  const batches = [await rebuild(true, files.slice(0, 4)), await rebuild(true, files.slice(4))];
  const saved = [3, 4].map(
    index => `s3://daybreak-assets-123456789012-us-east-1/displaced/r1/${bucket}/${keyOf(index)}`,
  );
  const changes = [3, 4].map(index => ({ property: keyOf(index), from: theirs, to: data, repaired: true }));
  expect(joinBatches(batches)).toMatchObject([{ outcome: 'updated', kept: [], changes, displaced: saved }]);
  expect(batches[0]?.notes).toEqual([`what 1 repaired file displaced is in ${saved[0]}`]);
});
