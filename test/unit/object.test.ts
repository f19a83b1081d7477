import { moodOf } from '../../functions/frame/mood.ts';
import { fileSource } from '../../functions/seed/source.ts';
import { ObjectBusy } from '../../lab/errors.ts';
import { kinds } from '../../lab/kinds.ts';
import { reconcile } from '../../reconcile/engine.ts';
import { isLabsObject, object } from '../../reconcile/object.ts';
import { seedSource } from '../../reconcile/seed-source.ts';
import { named } from './aws-fake.ts';
import { crc32Of, memoryS3 } from './memory-s3.ts';

const lab = { name: 'daybreak', account: '123456789012', region: 'us-east-1', partition: 'aws' };
const defined = 'id,city\n1,Basel\n';
const file = { key: 'tbl/a.csv', bytes: defined.length, crc32: crc32Of(defined) };
const to = { bucket: 'daybreak-sor', key: 'tbl/a.csv' };
const place = `${to.bucket}/${to.key}`;
const seed = { bucket: 'seed', prefix: '' };

type Memory = ReturnType<typeof memoryS3>;

const moodFor = (s3: Memory, repair: boolean, mood: 'rebuild' | 'plan' = 'rebuild') =>
  moodOf(
    s3.client,
    { lab, execution: { arn: 'arn', name: 'r1', startedAt: '' }, mood, repair, setAside: false, adopt: [] },
    { step: 'EnsureStorage', outcomes: [] },
  );

/** Each way to copy a file into the lab. */
const sources = [
  ['a file that S3 copies', (s3: Memory) => seedSource(s3.client, lab, seed)],
  ['a file that S3 copies in parts', (s3: Memory) => seedSource(s3.client, lab, seed, 10)],
  [
    "the built-in sample's file",
    (s3: Memory) => fileSource(s3.client, lab, { from: 'sample' }, () => Buffer.from(defined)),
  ],
] as const;

describe.each(sources)('%s', (_, sourceOf) => {
  let s3: Memory;
  const reconciled = (...mood: [repair: boolean, mood?: 'plan']) =>
    reconcile(
      { ...kinds.script.named('a'), ...object(s3.client, lab, sourceOf(s3), file, to) },
      moodFor(s3, ...mood),
    );
  const ensure = async (repair = false) => {
    const { outcome } = await reconciled(repair);
    return { outcome };
  };
  const write = (content: string, metadata = s3.objects.get(place)?.metadata ?? {}) =>
    s3.objects.set(place, { content, metadata });

  beforeEach(() => {
    s3 = memoryS3();
    s3.objects.set('seed/tbl/a.csv', { content: defined, metadata: {} });
  });

  test('is copied once', async () => {
    expect(await ensure()).toEqual({ outcome: 'created' });
    expect(await ensure()).toEqual({ outcome: 'unchanged' });
    expect(s3.uploads.size).toBe(0);
  });

  test('is kept if someone edited it, even with a tool that preserves its metadata', async () => {
    await ensure();
    write('id,city\n1,Chur\n');
    expect(await ensure()).toEqual({ outcome: 'kept' });
    expect(s3.objects.get(place)?.content).toBe('id,city\n1,Chur\n');
    expect(await isLabsObject(s3.client, lab, to, async () => file)).toBe(false);
  });

  test('takes one call if there is nothing to do', async () => {
    await ensure();
    s3.operations.length = 0;
    await ensure();
    expect(s3.operations).toEqual(['HeadObject']);
  });

  test('is not written again if someone else uploaded the same content', async () => {
    write(defined, {});
    expect(await ensure(true)).toEqual({ outcome: 'unchanged' });
    expect(s3.operations).toEqual(['HeadObject']);
  });

  test('that someone edited is reported as kept or repaired in data, not in prose', async () => {
    write('theirs', {});
    const change = {
      property: 'content',
      from: `6 bytes, CRC32 ${crc32Of('theirs')}`,
      to: `${file.bytes} bytes, CRC32 ${file.crc32}`,
    };
    expect(await reconciled(false)).toMatchObject({ outcome: 'kept', changes: [], kept: [change] });
    const saved = 's3://daybreak-assets-123456789012-us-east-1/displaced/r1/daybreak-sor/tbl/a.csv';
    expect(await reconciled(true)).toEqual({
      resource: 'script/a',
      kind: 'script',
      outcome: 'updated',
      adoptable: false,
      changes: [{ ...change, repaired: true }],
      kept: [],
      notes: [`what it displaces is in ${saved}`],
      displaced: [saved],
    });
    expect(s3.objects.get(saved.slice('s3://'.length))?.content).toBe('theirs');
  });

  test('is only read by a plan, which says what a rebuild would do', async () => {
    expect(await reconciled(true, 'plan')).toMatchObject({ outcome: 'created' });
    write('theirs', {});
    expect(await reconciled(false, 'plan')).toMatchObject({ outcome: 'kept' });
    expect(await reconciled(true, 'plan')).toMatchObject({ outcome: 'updated', notes: [] });
    expect(s3.operations).toEqual(['HeadObject', 'HeadObject', 'HeadObject']);
    expect(s3.objects.get(place)?.content).toBe('theirs');
  });

  test('does not replace what appears after it was checked', async () => {
    s3.beforeWrite = () => write('mine', {});
    expect(await ensure()).toEqual({ outcome: 'kept' });
    expect(s3.objects.get(place)?.content).toBe('mine');
    expect(s3.uploads.size).toBe(0);
  });

  test('does not replace what changes after it was checked', async () => {
    await ensure();
    const old = s3.objects.get(place)?.metadata ?? {};
    // This was copied under an earlier definition.
    const before = {
      'daybreak-applied': (old['daybreak-applied'] ?? '').replace(file.crc32, crc32Of('old')),
    };
    write('old', before);
    s3.beforeWrite = () => write('mine', {});
    expect(await ensure()).toEqual({ outcome: 'kept' });
    expect(s3.objects.get(place)?.content).toBe('mine');
  });

  test('is copied if its predecessor disappears after it was checked', async () => {
    write('theirs', {});
    let looks = 0;
    s3.beforeWrite = () => {
      looks += 1;
      // The first write saves what is displaced.
      if (looks === 2) s3.objects.delete(place);
    };
    expect(await ensure(true)).toEqual({ outcome: 'created' });
    expect(s3.objects.get(place)?.content).toBe(defined);
  });

  test('displaces nothing that a repair has not saved, whatever is written in the meantime', async () => {
    write('first', {});
    let writes = 0;
    s3.beforeWrite = () => {
      writes += 1;
      if (writes === 2) write('second', {});
    };
    expect(await ensure(true)).toMatchObject({ outcome: 'updated' });
    expect(s3.objects.get(place)?.content).toBe(defined);
    const saved = [...s3.objects].filter(([key]) => key.includes('/displaced/r1/'));
    expect(saved.map(([, { content }]) => content)).toEqual(['first', 'second']);
  });

  test('fails with what to do if others keep writing it', async () => {
    let writes = 0;
    s3.beforeWrite = () => {
      writes += 1;
      write(`number ${writes}`, {});
    };
    const busy = ensure(true);
    await expect(busy).rejects.toThrow(ObjectBusy);
    await expect(busy).rejects.toThrow(/s3:\/\/daybreak-sor\/tbl\/a.csv.*Start the rebuild again/);
  });
});

// S3 may have completed what it says it does not know: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
test('a copy in parts whose answer is lost is looked at, and not made again', async () => {
  const s3 = memoryS3();
  s3.objects.set('seed/tbl/a.csv', { content: defined, metadata: {} });
  s3.beforeWrite = () => {
    s3.objects.set(place, { content: defined, metadata: {} });
    s3.uploads.clear();
    throw named('NoSuchUpload', 'the upload might have been aborted or completed');
  };
  const resource = {
    ...kinds.script.named('a'),
    ...object(s3.client, lab, seedSource(s3.client, lab, seed, 10), file, to),
  };
  expect(await reconcile(resource, moodFor(s3, false))).toMatchObject({ outcome: 'unchanged' });
  expect(s3.operations.filter(each => each === 'CompleteMultipartUpload')).toHaveLength(1);
  expect(s3.operations.at(-1)).toBe('HeadObject');
});

test('a copy in parts whose upload somebody aborts is made again', async () => {
  const s3 = memoryS3();
  s3.objects.set('seed/tbl/a.csv', { content: defined, metadata: {} });
  let writes = 0;
  s3.beforeWrite = () => {
    writes += 1;
    if (writes > 1) return;
    s3.uploads.clear();
    throw named('NoSuchUpload', 'the upload might have been aborted or completed');
  };
  const resource = {
    ...kinds.script.named('a'),
    ...object(s3.client, lab, seedSource(s3.client, lab, seed, 10), file, to),
  };
  expect(await reconcile(resource, moodFor(s3, false))).toMatchObject({ outcome: 'created' });
  expect(s3.objects.get(place)?.content).toBe(defined);
});
