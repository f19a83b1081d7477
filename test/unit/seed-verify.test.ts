import { verifySeed } from '../../cli/seed/verify-seed.ts';
import { measureBytes } from '../../lab/crc32.ts';
import type { PublishedDefinition } from '../../lab/definition.ts';
import { named } from './aws-fake.ts';
import { seedS3 } from './seed-s3.ts';

const seed = { bucket: 'seeds', prefix: 'a/' };
const columns = [{ name: 'id', type: 'int' }];
const line = '{"id":1}\n';
const stored = (key: string, content = line) => ({ key, ...measureBytes(Buffer.from(content)) });
const keys = ['u/year=2025/a', 'u/year=2026/b', 'u/year=2026/c'];
const manifest = keys.map(key => `${JSON.stringify(stored(key))}\n`).join('');

const definition: PublishedDefinition = {
  title: 'A lab',
  version: '1.2.0',
  licence: 'CC0-1.0',
  source: 'made up',
  datasets: [
    { table: 't', zone: 'sor', format: 'jsonl', columns, rows: 1, files: [stored('t/a')] },
    {
      table: 'u',
      zone: 'sot',
      format: 'jsonl',
      columns,
      partitionKeys: [{ name: 'year', type: 'int' }],
      rows: 3,
      manifest: 'manifests/u.jsonl',
      bytes: 27,
    },
  ],
  jobs: [{ name: 'j', script: stored('jobs/j.py', 'print(1)') }],
};

let s3: ReturnType<typeof seedS3>;
const put = (key: string, content = line) => void s3.objects.set(`seeds/a/${key}`, Buffer.from(content));
beforeEach(() => {
  s3 = seedS3();
  put('lab.json', JSON.stringify(definition));
  put('manifests/u.jsonl', manifest);
  put('jobs/j.py', 'print(1)');
  for (const key of ['t/a', ...keys]) put(key);
});

const verify = () => verifySeed(s3.client, seed);
const problems = async () => (await verify()).problems.map(({ problem }) => problem).sort();

test('a seed that is whole has no problems; one call for each file, without reading it', async () => {
  expect(await verify()).toMatchObject({
    files: 5,
    bytes: 44,
    read: 0,
    problems: [],
    definition: { version: '1.2.0' },
  });
  const read = s3.calls.filter(({ operation }) => operation === 'GetObject').map(({ Key }) => Key);
  expect(read).toEqual(['a/lab.json', 'a/manifests/u.jsonl']);
});

test('everything that is wrong is told at once, by key', async () => {
  s3.objects.delete('seeds/a/t/a');
  put('u/year=2025/a', 'shorter');
  put('u/year=2026/b', '{"id":2}\n');
  put('jobs/j.py', 'print(2)');
  const { problems: found } = await verify();
  const { crc32 } = stored('', '{"id":2}\n');
  expect(found.map(({ key }) => key).sort()).toEqual(['jobs/j.py', 't/a', 'u/year=2025/a', 'u/year=2026/b']);
  expect(await problems()).toEqual([
    expect.stringMatching(
      /^jobs\/j\.py has the CRC32 .{8}, but lab\.json says .{8}\. Publish the seed again\.$/,
    ),
    't/a does not exist. Check the address, or publish the seed again.',
    'u/year=2025/a has 7 bytes, but lab.json says 9. Publish the seed again.',
    `u/year=2026/b has the CRC32 ${crc32}, but lab.json says ${stored('').crc32}. Publish the seed again.`,
  ]);
});

test('where S3 has no CRC32 of the whole object, it is read', async () => {
  for (const key of ['t/a', 'u/year=2026/b']) s3.withoutChecksum.add(`seeds/a/${key}`);
  put('t/a', '{"id":2}\n');
  const verified = await verify();
  expect(verified.read).toBe(2);
  expect(verified.problems).toMatchObject([
    { key: 't/a', problem: expect.stringContaining('has the CRC32') },
  ]);
});

describe('a manifest', () => {
  test('that lists other bytes than lab.json says is told', async () => {
    put('manifests/u.jsonl', manifest.split('\n').slice(1).join('\n'));
    expect(await problems()).toEqual([
      'manifests/u.jsonl lists 18 bytes in all, but lab.json says 27. Publish the seed again.',
    ]);
  });

  test('that is missing does not hide other problems', async () => {
    s3.objects.delete('seeds/a/manifests/u.jsonl');
    s3.objects.delete('seeds/a/t/a');
    expect(await problems()).toEqual([
      expect.stringMatching(/^manifests\/u\.jsonl does not exist/),
      expect.stringMatching(/^t\/a does not exist/),
    ]);
  });

  test('has every bad line told, and the files of the others looked at', async () => {
    const outside = JSON.stringify(stored('t/a'));
    const unpartitioned = JSON.stringify(stored('u/c'));
    put('manifests/u.jsonl', `no\n${outside}\n{"key":"u/b"}\n${unpartitioned}`);
    expect(await problems()).toEqual([
      expect.stringMatching(/^manifests\/u\.jsonl has the line no: it is not JSON/),
      expect.stringMatching(/^manifests\/u\.jsonl has the line {"key":"u\/b"}: 'bytes' is not a size/),
      'manifests/u.jsonl lists 18 bytes in all, but lab.json says 27. Publish the seed again.',
      expect.stringMatching(/^t\/a is outside the prefix 'u\/' of table u/),
      expect.stringMatching(/^u\/c does not exist/),
      expect.stringMatching(/^u\/c lacks the folders of the table's partition keys/),
    ]);
  });

  test('longer than what is read at a time has every line read once', async () => {
    const many = Array.from({ length: 20_000 }, (_, i) => `u/year=2026/${'ü'.repeat(9)}${i}`);
    put('manifests/u.jsonl', many.map(key => `${JSON.stringify(stored(key))}\n`).join(''));
    put('lab.json', JSON.stringify(definition).replace('"bytes":27', `"bytes":${many.length * 9}`));
    for (const key of many) put(key);
    expect(await verify()).toMatchObject({ files: many.length + 2, problems: [] });
    expect(
      s3.calls.filter(({ Key, operation }) => operation === 'GetObject' && Key.endsWith('u.jsonl')).length,
    ).toBeGreaterThan(1);
  });
});

describe('lab.json', () => {
  test.each<[string, string | undefined, RegExp]>([
    ['missing', undefined, /^lab\.json does not exist/],
    ['not JSON', '{', /^lab\.json is not JSON/],
    [
      'contradictory',
      JSON.stringify({ ...definition, jobs: [...(definition.jobs ?? []), ...(definition.jobs ?? [])] }),
      /^lab\.json, at jobs\[1\]\.name: 'j' appears twice/,
    ],
    [
      'with SQL that Athena would refuse',
      JSON.stringify({
        ...definition,
        smokeTests: [{ name: 's', sql: 'select x from ${sor}.t', expect: [] }],
      }),
      /^lab\.json, at smokeTests\[0\]\.sql: Athena would refuse 's' at line 1, column 8: Column 'x'/,
    ],
  ])('%s is told', async (_, text, words) => {
    if (text === undefined) s3.objects.delete('seeds/a/lab.json');
    else put('lab.json', text);
    expect(await problems()).toEqual([expect.stringMatching(words)]);
  });
});

describe('one sentence says why a seed can not be read:', () => {
  const denied = (message: string) => named('AccessDenied', message);

  test('it is another account’s', async () => {
    s3.before = () => {
      throw denied('because');
    };
    expect(await problems()).toEqual([
      'lab.json may not be read by this account, or is not there (AccessDenied: because). ' +
        'Check the address, or ask the owner of the bucket to let this account read it.',
    ]);
  });

  test('its readers pay', async () => {
    s3.before = (_operation, { RequestPayer }) => {
      if (RequestPayer !== 'requester') throw denied('because');
    };
    expect(await problems()).toEqual([expect.stringMatching(/^lab\.json is in a bucket whose readers pay/)]);
  });

  test('it is encrypted with a key that may not be used', async () => {
    const message = 'not authorized to perform: kms:Decrypt on resource: arn:aws:kms:us-east-1:1:key/k';
    s3.before = (operation, { Key }) => {
      // The answer to a HEAD has no words.
      if (Key === 'a/t/a') throw denied(operation === 'HeadObject' ? '' : message);
    };
    expect(await problems()).toEqual([
      `t/a is encrypted with a KMS key that this account may not use (AccessDenied: ${message}). ` +
        "Ask the key's owner to allow kms:Decrypt in the key's policy, or to publish without that key.",
    ]);
  });

  test('its key is disabled', async () => {
    s3.before = () => {
      throw named('KMS.DisabledException', 'arn:aws:kms:us-east-1:1:key/k is disabled');
    };
    expect(await problems()).toEqual([expect.stringMatching(/^lab\.json is encrypted with a KMS key/)]);
  });

  test('it is in a region that S3 does not name', async () => {
    s3.before = () => {
      throw named('PermanentRedirect', 'elsewhere');
    };
    expect(await problems()).toEqual([expect.stringMatching(/^lab\.json is in another region/)]);
  });

  test('a file is archived', async () => {
    s3.archived.add('seeds/a/t/a');
    expect(await problems()).toEqual(['t/a is archived (GLACIER). Restore it, or publish the seed again.']);
  });
});

test('an error that says nothing about the seed ends it', async () => {
  s3.before = () => {
    throw named('SlowDown', 'slow down');
  };
  await expect(verify()).rejects.toThrow('slow down');
});
