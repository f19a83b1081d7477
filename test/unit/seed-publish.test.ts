import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PublishProgress, publishSeed } from '../../cli/seed/publish-seed.ts';
import type { SeedFile, SeedFolder } from '../../cli/seed/seed-folder.ts';
import { measureBytes } from '../../lab/crc32.ts';
import { parseLabDefinition } from '../../lab/definition.ts';
import { parseLabSource } from '../../lab/source-definition.ts';
import { named } from './aws-fake.ts';
import { seedS3 } from './seed-s3.ts';

const target = { bucket: 'seeds', prefix: 'labs/a/' };

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daybreak-publish-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const pathOf = (key: string): string => join(folder, key.replaceAll('/', '-'));

const seedOf = (contents: Readonly<Record<string, string | Buffer>>, table: object = {}): SeedFolder => {
  const files = Object.entries(contents).map(([key, content]): SeedFile => {
    writeFileSync(pathOf(key), content);
    return { key, path: pathOf(key), ...measureBytes(Buffer.from(content)) };
  });
  const source = {
    title: 'A lab',
    version: '1.0.0',
    licence: 'CC0-1.0',
    source: 'made up',
    datasets: [
      {
        table: 't',
        zone: 'sor',
        format: 'jsonl',
        columns: [{ name: 'id', type: 'int' }],
        rows: 1,
        files: files.map(({ key, bytes, crc32 }) => ({ key, bytes, crc32 })),
        ...table,
      },
    ],
  };
  // Publishing makes the defaults explicit.
  const definition = parseLabDefinition(JSON.stringify(parseLabSource(JSON.stringify(source))));
  return { definition, files, warnings: [] };
};

const contents = { 't/a': '{"id":1}', 't/b': '{"id":2}', 't/ç é': '{"id":3}' };
const none = { uploaded: 0, skipped: 0, bytes: 0, resumed: 0 };

test('a seed has every file under its prefix, and lab.json is written last', async () => {
  const { client, objects, written } = seedS3();
  const seed = seedOf(contents);
  const counts = await publishSeed(client, seed, target);
  expect(written().at(-1)).toBe('labs/a/lab.json');
  expect([...objects.keys()].sort()).toEqual(
    ['lab.json', 't/a', 't/b', 't/ç é'].map(key => `seeds/labs/a/${key}`),
  );
  const published = String(objects.get('seeds/labs/a/lab.json'));
  expect(parseLabDefinition(published)).toEqual(seed.definition);
  expect(JSON.parse(published)).toHaveProperty('schemaVersion', 1);
  expect(counts).toEqual({ ...none, uploaded: 4, bytes: 24 + Buffer.byteLength(published) });
});

test('publishing again writes only files that changed, and lab.json', async () => {
  const { client, written, objects } = seedS3();
  await publishSeed(client, seedOf(contents), target);
  expect(await publishSeed(client, seedOf(contents), target)).toEqual({ ...none, skipped: 4 });
  expect(written()).toHaveLength(4);
  const larger = seedOf({ ...contents, 't/d': '{"id":9}' });
  expect(await publishSeed(client, larger, target)).toMatchObject({ uploaded: 2, skipped: 3 });
  expect(written().slice(4)).toEqual(['labs/a/t/d', 'labs/a/lab.json']);
  // The same size, and nothing names it: only the checksum differs.
  objects.set('seeds/labs/a/t/e', Buffer.from('{"id":0}'));
  await publishSeed(client, seedOf({ ...contents, 't/d': '{"id":9}', 't/e': '{"id":5}' }), target);
  expect(String(objects.get('seeds/labs/a/t/e'))).toBe('{"id":5}');
});

test('content that is made or in another seed is published like a file', async () => {
  const { client, objects } = seedS3();
  const body = '{"id":4}';
  const of = (key: string) => ({ key, ...measureBytes(Buffer.from(body)) });
  objects.set('base/x/t/é', Buffer.from(body));
  const seed = seedOf(contents);
  const more: readonly SeedFile[] = [
    { ...of('m/1'), body },
    { ...of('m/2'), make: () => Buffer.from(body) },
    { ...of('m/3'), from: { bucket: 'base', key: 'x/t/é' } },
  ];
  await publishSeed(client, { ...seed, files: [...seed.files, ...more] }, target);
  for (const { key } of more) expect(String(objects.get(`seeds/labs/a/${key}`))).toBe(body);
});

test('a file of another seed that is not what its lab.json says is refused', async () => {
  const { client, objects, written, withoutChecksum } = seedS3();
  objects.set('base/t', Buffer.from('{"id":7}'));
  withoutChecksum.add('base/t');
  const seed = seedOf(contents);
  const from = { bucket: 'base', key: 't' };
  const file: SeedFile = { key: 'x', ...measureBytes(Buffer.from('{"id":4}')), from };
  await expect(publishSeed(client, { ...seed, files: [file] }, target)).rejects.toThrow(
    's3://base/t is not what the lab.json of its seed says: check it with `npx daybreak seed verify`',
  );
  expect(written()).not.toContain('labs/a/lab.json');
});

test('if a file fails, lab.json is not touched: the seed stays as it was', async () => {
  const s3 = seedS3();
  s3.before = (operation, { Key }) => {
    if (operation === 'PutObject' && Key.endsWith('t/a')) throw named('SlowDown', 'slow down');
  };
  await expect(publishSeed(s3.client, seedOf(contents), target)).rejects.toThrow('slow down');
  expect(s3.objects.has('seeds/labs/a/lab.json')).toBe(false);
});

test('files that change after they were checked are all named, and not published', async () => {
  const { client, objects } = seedS3();
  const seed = seedOf(contents);
  writeFileSync(pathOf('t/b'), '{"id":7}');
  appendFileSync(pathOf('t/a'), '{"id":8}');
  await expect(publishSeed(client, seed, target)).rejects.toThrow(
    't/a, t/b changed while they were being published. Publish again',
  );
  expect([...objects.keys()]).toEqual(['seeds/labs/a/t/ç é']);
});

test('a file that grows while it is sent is told', async () => {
  const s3 = seedS3();
  const seed = seedOf({ 't/a': '{"id":1}' });
  s3.before = operation => {
    if (operation === 'PutObject') appendFileSync(pathOf('t/a'), '{"id":8}');
  };
  await expect(publishSeed(s3.client, seed, target)).rejects.toThrow(
    't/a changed while it was being published',
  );
  expect(s3.objects.has('seeds/labs/a/lab.json')).toBe(false);
});

test('progress counts up to all files and all bytes', async () => {
  const { client } = seedS3();
  const seen: PublishProgress[] = [];
  await publishSeed(client, seedOf(contents), target, now => seen.push(now));
  const last = seen.at(-1);
  expect(last).toMatchObject({ uploaded: 4, files: 4, done: last?.total });
  expect(seen.map(({ done }) => done)).toEqual(seen.map(({ done }) => done).toSorted((a, b) => a - b));
});

describe('many small files', () => {
  const many = Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`t/${i}`, `{"id":${i}}`]));

  test('cost a call each, and a list of each thousand', async () => {
    const { client, count, mostActive, calls } = seedS3();
    await publishSeed(client, seedOf(many), target);
    expect(mostActive()).toBeGreaterThan(4);
    expect(mostActive()).toBeLessThan(20);
    expect([count('ListObjectsV2'), count('HeadObject'), count('PutObject')]).toEqual([1, 0, 1501]);
    expect(calls).toHaveLength(1503);
  });

  test('that are in place are found among others, without being sent again', async () => {
    const { client, count, objects } = seedS3();
    await publishSeed(client, seedOf(many), target);
    objects.set('seeds/labs/a/other', Buffer.from('x'));
    expect(await publishSeed(client, seedOf(many), target)).toMatchObject({ uploaded: 0, skipped: 1501 });
    expect([count('ListObjectsV2'), count('HeadObject')]).toEqual([3, 1500]);
  });

  test('in a bucket with far more than the seed, no more lists are made than there are files', async () => {
    const { client, count, objects } = seedS3();
    for (let i = 0; i < 5000; i += 1) objects.set(`seeds/labs/a/other/${i}`, Buffer.from('x'));
    await publishSeed(client, seedOf(contents), target);
    expect([count('ListObjectsV2'), count('HeadObject')]).toEqual([3, 3]);
    expect(await publishSeed(client, seedOf(contents), target)).toMatchObject({ skipped: 4 });
  });
});

describe('a large file', () => {
  const part = 16 * 1024 * 1024;
  const content = Buffer.alloc(part + 100, 'daybreak');
  const large = { 't/large': content };
  const place = 'seeds/labs/a/t/large';

  test('goes up in parts, and S3 checks the CRC32 of the whole', async () => {
    const { client, objects, count } = seedS3();
    expect(await publishSeed(client, seedOf(large), target)).toMatchObject({ uploaded: 2, resumed: 0 });
    expect(objects.get(place)?.equals(content)).toBe(true);
    expect(count('UploadPart')).toBe(2);
  });

  test('goes on where it was interrupted', async () => {
    const s3 = seedS3();
    s3.before = (operation, { PartNumber }) => {
      if (operation === 'UploadPart' && PartNumber === 2) throw named('TimeoutError', 'gone');
    };
    await expect(publishSeed(s3.client, seedOf(large), target)).rejects.toThrow('gone');
    expect(s3.objects.size).toBe(0);
    s3.before = () => {};
    const sent = s3.count('UploadPart');
    expect(await publishSeed(s3.client, seedOf(large), target)).toMatchObject({
      uploaded: 2,
      resumed: part,
    });
    expect(s3.count('UploadPart') - sent).toBe(1);
    expect(s3.objects.get(place)?.equals(content)).toBe(true);
  });

  test('that has changed since does not go on with the old parts', async () => {
    const s3 = seedS3();
    s3.before = operation => {
      if (operation === 'CompleteMultipartUpload') throw named('TimeoutError', 'gone');
    };
    await expect(publishSeed(s3.client, seedOf(large), target)).rejects.toThrow('gone');
    s3.before = () => {};
    const changed = Buffer.from(content);
    changed.write('DAYBREAK', part + 8);
    expect(await publishSeed(s3.client, seedOf({ 't/large': changed }), target)).toMatchObject({
      resumed: part,
    });
    expect(s3.objects.get(place)?.equals(changed)).toBe(true);
  });

  test('that changes while it is sent is told', async () => {
    const s3 = seedS3();
    const seed = seedOf(large);
    writeFileSync(pathOf('t/large'), Buffer.alloc(content.length, 'other'));
    await expect(publishSeed(s3.client, seed, target)).rejects.toThrow('t/large changed');
    expect(s3.objects.size).toBe(0);
  });
});

describe('beside others', () => {
  test('a lab.json that somebody else has written meanwhile is not overwritten', async () => {
    const s3 = seedS3();
    await publishSeed(s3.client, seedOf(contents), target);
    s3.before = (operation, { Key }) => {
      if (operation === 'PutObject' && Key.endsWith('/d'))
        s3.objects.set('seeds/labs/a/lab.json', Buffer.from('{}'));
    };
    await expect(publishSeed(s3.client, seedOf({ ...contents, 't/d': '{}' }), target)).rejects.toThrow(
      's3://seeds/labs/a/lab.json was written by somebody else while you published. Find out who, then run the same command again.',
    );
    expect(String(s3.objects.get('seeds/labs/a/lab.json'))).toBe('{}');
  });

  test('a first lab.json that somebody else has written meanwhile is not overwritten', async () => {
    const s3 = seedS3();
    s3.before = (operation, { Key }) => {
      if (operation === 'PutObject' && Key.endsWith('t/a'))
        s3.objects.set('seeds/labs/a/lab.json', Buffer.from('{}'));
    };
    await expect(publishSeed(s3.client, seedOf(contents), target)).rejects.toThrow(
      'written by somebody else',
    );
  });

  test("a file that somebody else has written meanwhile is not overwritten, unless it is the seed's", async () => {
    const s3 = seedS3();
    const other = { content: 'other' };
    s3.before = (operation, { Key }) => {
      if (operation === 'PutObject' && Key.endsWith('t/a'))
        s3.objects.set('seeds/labs/a/t/a', Buffer.from(other.content));
    };
    await expect(publishSeed(s3.client, seedOf(contents), target)).rejects.toThrow(
      's3://seeds/labs/a/t/a was written by somebody else',
    );
    // As when a call is repeated because its answer got lost.
    s3.objects.clear();
    other.content = contents['t/a'];
    expect(await publishSeed(s3.client, seedOf(contents), target)).toMatchObject({ uploaded: 4 });
  });
});

describe('what the bucket denies is said in one sentence', () => {
  test.each([
    ['writing', 'not authorized to perform: s3:PutObject', 'You need s3:PutObject there, or another bucket.'],
    [
      "the bucket's key",
      'not authorized to perform: kms:GenerateDataKey on resource: arn:aws:kms:us-east-1:1:key/a',
      'the bucket encrypts with a KMS key that you may not use',
    ],
  ])('%s', async (_, message, words) => {
    const s3 = seedS3();
    s3.before = operation => {
      if (operation === 'PutObject') throw named('AccessDenied', message);
    };
    await expect(publishSeed(s3.client, seedOf(contents), target)).rejects.toThrow(words);
  });

  test('reading', async () => {
    const s3 = seedS3();
    s3.before = operation => {
      if (operation === 'GetObject' || operation === 'HeadObject') throw named('AccessDenied', 'no');
    };
    await expect(publishSeed(s3.client, seedOf(contents), target)).rejects.toThrow(
      's3://seeds/labs/a/lab.json may not be read by this account, or is not there (AccessDenied: no)',
    );
    expect(s3.written()).toEqual([]);
  });
});
