import fc from 'fast-check';
import { compareKeys } from '../../lab/datasets.ts';
import { listKeys, listRange } from '../../reconcile/listing.ts';
import { memoryS3 } from './memory-s3.ts';

const folder = { Bucket: 'b', Prefix: 'tbl/' };
const put = (s3: ReturnType<typeof memoryS3>, keys: readonly string[]) => {
  for (const key of keys) s3.objects.set(`b/${key}`, { content: key, metadata: {} });
};

/** Names with characters at the ends of UTF-8's lengths, where its order is not that of UTF-16. */
const name = fc.string({ unit: fc.constantFrom('a', 'b', '/', 'é', '\uD7FF', '\uE000', '😀'), minLength: 1 });

test('finds every key that is there and no other, however many others lie between', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(name),
      fc.uniqueArray(name),
      fc.uniqueArray(name),
      fc.integer({ min: 1, max: 5 }),
      async (theirs, there, absent, pageSize) => {
        const keys = (names: readonly string[]) => names.map(each => `tbl/${each}`);
        const s3 = memoryS3();
        s3.pageSize = pageSize;
        put(s3, [...keys(theirs), ...keys(there), 'another/a']);
        const wanted = keys([...there, ...absent]);
        const found = await listKeys(s3.client, folder, wanted);
        const exist = [...new Set(wanted)].filter(key => s3.objects.has(`b/${key}`));
        expect([...found.keys()].sort()).toEqual(exist.sort());
      },
    ),
  );
});

test('goes on just before the next key that it looks for', async () => {
  const s3 = memoryS3();
  s3.pageSize = 10;
  const theirs = Array.from({ length: 500 }, (_, index) => `tbl/m/${index}`);
  put(s3, [...theirs, 'tbl/a.csv', 'tbl/b.csv', 'tbl/z.csv']);
  const found = await listKeys(s3.client, folder, ['tbl/z.csv', 'tbl/a.csv', 'tbl/b.csv', 'tbl/c.csv']);
  expect([...found.keys()].sort()).toEqual(['tbl/a.csv', 'tbl/b.csv', 'tbl/z.csv']);
  expect(s3.operations).toEqual(['ListObjectsV2', 'ListObjectsV2']);
});

test('asks nothing if there is nothing to look for', async () => {
  const s3 = memoryS3();
  expect((await listKeys(s3.client, folder, [])).size).toBe(0);
  expect(s3.operations).toEqual([]);
});

test('a range has everything from one key to just before another, and nothing else', async () => {
  const end = fc.option(name, { nil: undefined });
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(name),
      end,
      end,
      fc.integer({ min: 1, max: 5 }),
      async (names, first, last, pageSize) => {
        const keys = names.map(each => `tbl/${each}`);
        const s3 = memoryS3();
        s3.pageSize = pageSize;
        put(s3, [...keys, 'another/a', 'tbl2/a']);
        const from = first && `tbl/${first}`;
        const until = last && `tbl/${last}`;
        const found: string[] = [];
        for await (const page of listRange(s3.client, folder, { from, until })) found.push(...page.keys());
        const wanted = keys.filter(
          key =>
            (from === undefined || compareKeys(key, from) >= 0) &&
            (until === undefined || compareKeys(key, until) < 0),
        );
        expect(found).toEqual(wanted.sort(compareKeys));
      },
    ),
  );
});

test('keys are compared as S3 orders them: by their bytes in UTF-8', () => {
  fc.assert(
    fc.property(name, name, (a, b) => {
      expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});
