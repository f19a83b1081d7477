import { moodOf } from '../../functions/frame/mood.ts';
import type { Dataset } from '../../lab/definition.ts';
import { joinBatches, reconcileFiles } from '../../reconcile/kinds/dataset.ts';
import { seedSource } from '../../reconcile/seed-source.ts';
import { crc32Of, memoryS3 } from './memory-s3.ts';

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
const files = Array.from({ length: 25 }, (_, index) => ({
  key: keyOf(index),
  bytes: content.length,
  crc32: crc32Of(content),
}));
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

const rebuild = (repair = false, of = files) =>
  reconcileFiles(
    s3.client,
    lab,
    seedSource(s3.client, lab, { bucket: 'seed', prefix: '' }),
    dataset,
    of,
    moodOf(
      s3.client,
      { lab, execution: { arn: 'arn', name: 'r1', startedAt: '' }, mood: 'rebuild', repair, adopt: [] },
      { step: 'EnsureStorage', outcomes: [] },
    ),
  );

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

test('copying a file takes four calls, and only one if it is already there', async () => {
  const one = files.slice(0, 1);
  await rebuild(false, one);
  expect(s3.operations.splice(0)).toEqual(['HeadObject', 'HeadObject', 'CopyObject', 'HeadObject']);
  await rebuild(false, one);
  expect(s3.operations).toEqual(['HeadObject']);
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
  expect(joinBatches(batches)).toMatchObject([{ outcome: 'updated', kept: [], displaced: saved }]);
  expect(batches[0]?.notes).toEqual([`what 1 repaired files displaced is in ${saved[0]}`]);
});
