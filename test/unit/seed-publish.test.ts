import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { publishSeed } from '../../cli/seed/publish-seed.ts';
import type { SeedFolder } from '../../cli/seed/seed-folder.ts';
import { formatCrc32, measureBytes } from '../../lab/crc32.ts';
import { parseLabDefinition } from '../../lab/definition.ts';
import { parseLabSource } from '../../lab/source-definition.ts';

const target = { bucket: 'seeds', prefix: 'labs/a/' };

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daybreak-publish-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const error = (name: string, httpStatusCode: number) =>
  new S3ServiceException({ name, $fault: 'client', $metadata: { httpStatusCode }, message: name });

/** The parts of S3 that `publishSeed` uses, in memory. `puts` are the keys that were written, in order. */
const memoryS3 = ({ failOn = '' } = {}) => {
  const objects = new Map<string, Buffer>();
  const puts: string[] = [];
  const requests: object[] = [];
  let active = 0;
  let mostActive = 0;

  const answer = async (input: object): Promise<object> => {
    requests.push(input);
    const { Key, Body, ChecksumCRC32 } = { Key: '', Body: undefined, ChecksumCRC32: '', ...input };
    await new Promise(resolve => setTimeout(resolve, 2));
    if (Body === undefined) {
      const content = objects.get(Key);
      if (content === undefined) throw error('NotFound', 404);
      return { ContentLength: content.length, ChecksumCRC32: formatCrc32(crc32(content)) };
    }
    const chunks: Buffer[] = [];
    const parts: AsyncIterable<Buffer> | Iterable<string> = typeof Body === 'string' ? [Body] : Body;
    for await (const chunk of parts) chunks.push(Buffer.from(chunk));
    const content = Buffer.concat(chunks);
    if (failOn !== '' && Key.endsWith(failOn)) throw error('SlowDown', 503);
    if (formatCrc32(crc32(content)) !== ChecksumCRC32) throw error('BadDigest', 400);
    puts.push(Key);
    objects.set(Key, content);
    return {};
  };

  const s3 = new S3Client({ region: 'us-east-1' });
  s3.middlewareStack.add(
    () =>
      async ({ input }) => {
        active += 1;
        mostActive = Math.max(mostActive, active);
        try {
          const output = await answer(input);
          return { output: { $metadata: {}, ...output }, response: {} };
        } finally {
          active -= 1;
        }
      },
    { step: 'initialize', priority: 'high' },
  );
  return { s3, objects, puts, requests, mostActive: () => mostActive };
};

const seedOf = (contents: Readonly<Record<string, string>>): SeedFolder => {
  const files = Object.entries(contents).map(([key, content]) => {
    const path = join(folder, key.replaceAll('/', '-'));
    writeFileSync(path, content);
    return { key, path, ...measureBytes(Buffer.from(content)) };
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
        files: files.map(({ key, bytes, crc32: checksum }) => ({ key, bytes, crc32: checksum })),
      },
    ],
  };
  // Publishing makes the defaults explicit.
  const definition = parseLabDefinition(JSON.stringify(parseLabSource(JSON.stringify(source))));
  return { definition, files, warnings: [] };
};

const contents = { 't/a': '{"id":1}', 't/b': '{"id":2}', 't/ç é': '{"id":3}' };

test('a seed has every file under its prefix, and lab.json is written last', async () => {
  const { s3, objects, puts } = memoryS3();
  const seed = seedOf(contents);
  const counts = await publishSeed(s3, seed, target);
  expect(puts.at(-1)).toBe('labs/a/lab.json');
  expect([...objects.keys()].sort()).toEqual(['labs/a/lab.json', 'labs/a/t/a', 'labs/a/t/b', 'labs/a/t/ç é']);
  const published = String(objects.get('labs/a/lab.json'));
  expect(parseLabDefinition(published)).toEqual(seed.definition);
  expect(JSON.parse(published)).toHaveProperty('schemaVersion', 1);
  expect(counts).toEqual({
    uploaded: 4,
    skipped: 0,
    bytes: 24 + (objects.get('labs/a/lab.json')?.length ?? 0),
  });
});

test('publishing again uploads only files that changed', async () => {
  const { s3, puts } = memoryS3();
  await publishSeed(s3, seedOf(contents), target);
  puts.length = 0;
  expect(await publishSeed(s3, seedOf(contents), target)).toEqual({ uploaded: 0, skipped: 4, bytes: 0 });
  expect(puts).toEqual([]);
  // The same size: only the checksum differs.
  expect(await publishSeed(s3, seedOf({ ...contents, 't/b': '{"id":9}' }), target)).toMatchObject({
    uploaded: 2,
    skipped: 2,
  });
  expect(puts).toEqual(['labs/a/t/b', 'labs/a/lab.json']);
});

test('content made while reading, such as a manifest, is uploaded, too', async () => {
  const { s3, objects } = memoryS3();
  const body = '{"key":"t/a"}\n';
  const manifest = { key: 'manifests/sor.t.jsonl', body, ...measureBytes(Buffer.from(body)) };
  const seed = seedOf(contents);
  await publishSeed(s3, { ...seed, files: [...seed.files, manifest] }, target);
  expect(String(objects.get('labs/a/manifests/sor.t.jsonl'))).toBe(body);
});

test('if a file fails, lab.json is not touched: the seed stays as it was', async () => {
  const { s3, puts } = memoryS3({ failOn: 't/a' });
  await expect(publishSeed(s3, seedOf(contents), target)).rejects.toThrow('SlowDown');
  expect(puts).not.toContain('labs/a/lab.json');
});

test('a file that changes after it was checked is not published', async () => {
  const { s3, puts } = memoryS3();
  const seed = seedOf(contents);
  writeFileSync(join(folder, 't-b'), '{"id":7}');
  await expect(publishSeed(s3, seed, target)).rejects.toThrow(
    't/b changed while it was being published. Publish again',
  );
  expect(puts).not.toContain('labs/a/lab.json');
});

test('publishing only heads and puts objects, with full-object checksums, a few at a time', async () => {
  const { s3, requests, mostActive } = memoryS3();
  const many = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`t/${i}`, `{"id":${i}}`]));
  await publishSeed(s3, seedOf(many), target);
  expect(mostActive()).toBeGreaterThan(1);
  expect(mostActive()).toBeLessThan(20);
  for (const request of requests)
    expect(request).toMatchObject(
      'Body' in request
        ? { ChecksumAlgorithm: 'CRC32', ChecksumCRC32: expect.any(String) }
        : { ChecksumMode: 'ENABLED' },
    );
  expect(requests).toHaveLength(82);
});

test('progress counts up to all files', async () => {
  const { s3 } = memoryS3();
  const seen: string[] = [];
  await publishSeed(s3, seedOf(contents), target, ({ key, outcome, uploaded, skipped, files }) =>
    seen.push(`${uploaded + skipped}/${files} ${outcome} ${key}`),
  );
  expect(seen).toHaveLength(4);
  expect(seen.at(-1)).toBe('4/4 uploaded lab.json');
});

test('a file over 5 GB is refused before anything is uploaded', async () => {
  const { s3, requests } = memoryS3();
  const seed = seedOf(contents);
  const large = { key: 't/large', path: 'none', bytes: 5_000_000_001, crc32: 'AAAAAA==' };
  await expect(publishSeed(s3, { ...seed, files: [...seed.files, large] }, target)).rejects.toThrow(
    't/large has 5000000001 bytes, but the limit is 5 GB. Split it into several files',
  );
  expect(requests).toEqual([]);
});
