import fc from 'fast-check';
import { cutFiles, cutManifest } from '../../functions/plan/batches.ts';
import { linesBeginningIn, type ManifestFile } from '../../functions/seed/files.ts';
import { parseManifestLine } from '../../lab/datasets.ts';
import { partRanges } from '../../reconcile/copy-parts.ts';

/** What S3 sends for a range that begins one byte early, in chunks of some size. */
async function* chunked(text: string, from: number, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text).subarray(Math.max(0, from - 1));
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const collect = async (lines: ReturnType<typeof linesBeginningIn>): Promise<string[]> =>
  (await Array.fromAsync(lines)).map(({ text }) => text);

test('wherever a manifest is cut, every line is in exactly one batch, in order', async () => {
  const line = fc
    .string({ unit: fc.constantFrom('a', 'é', '"', '{'), maxLength: 12 })
    .map(text => `${text}.`);
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 1 }),
      fc.nat(9),
      fc.nat(20),
      fc.boolean(),
      async (lines, chunk, cuts, end) => {
        const text = lines.join('\n') + (end ? '\n' : '');
        const bytes = new TextEncoder().encode(text).length;
        const range = Math.ceil(bytes / (cuts + 1));
        const found: string[] = [];
        for (let from = 0; from < bytes; from += range)
          found.push(
            ...(await collect(
              linesBeginningIn(chunked(text, from, chunk + 1), from, Math.min(bytes, from + range)),
            )),
          );
        expect(found).toEqual(lines);
      },
    ),
  );
});

/** The files of a manifest with lines of equal length. */
async function* filesOfLines(sizes: readonly number[], line: number): AsyncGenerator<ManifestFile> {
  for (const [index, bytes] of sizes.entries())
    yield { file: { key: `tbl/${index}`, bytes, crc32: 'AAAAAA==' }, at: index * line };
}

test('the batches of a manifest cover it without gaps or overlaps, few enough to fit in a payload, and none too large', async () => {
  const sizes = fc.array(fc.nat(200 * 1024 ** 3), { maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(sizes, fc.integer({ min: 60, max: 40_000 }), fc.nat(20), async (files, line, spare) => {
      const manifest = { bytes: files.length * line, etag: '"m"', files: filesOfLines(files, line) };
      const declared = files.reduce((sum, bytes) => sum + bytes, 0);
      const limit = spare + 1;
      const cut = await cutManifest('sor.tbl', manifest, declared, limit);
      expect(cut.bytes).toBe(declared);
      expect(cut.parts.length).toBeLessThanOrEqual(3 * limit + 1);
      expect(cut.parts.at(0)?.from).toBe(0);
      expect(cut.parts.at(-1)?.to).toBe(manifest.bytes);
      for (const [i, batch] of cut.parts.entries()) {
        if (i > 0) expect(batch.from).toBe(cut.parts[i - 1]?.to);
        const its = files.slice(batch.from / line, batch.to / line);
        const bytes = its.reduce((sum, each) => sum + each, 0);
        expect(its.length === 1 || bytes <= Math.max(100 * 1024 ** 3, Math.ceil(declared / limit))).toBe(
          true,
        );
      }
    }),
  );
});

test('the batches of a list of files cover it, and none is more than a function can copy', () => {
  const file = fc.record({ bytes: fc.integer({ min: 0, max: 60 * 1024 ** 3 }) });
  fc.assert(
    fc.property(fc.array(file, { maxLength: 1200 }), files => {
      const batches = cutFiles('sor.tbl', files);
      expect(batches.at(0)?.from).toBe(0);
      expect(batches.at(-1)?.to).toBe(files.length);
      for (const [i, { from, to }] of batches.entries()) {
        if (i > 0) expect(from).toBe(batches[i - 1]?.to);
        const bytes = files.slice(from, to).reduce((sum, one) => sum + one.bytes, 0);
        expect(to - from <= 1 || bytes <= 100 * 1024 ** 3).toBe(true);
        expect(to - from).toBeLessThanOrEqual(500);
      }
    }),
  );
});

test('the parts of a large copy cover the file to the last byte', () => {
  expect(partRanges(10, 4)).toEqual(['bytes=0-3', 'bytes=4-7', 'bytes=8-9']);
  expect(partRanges(8, 4)).toEqual(['bytes=0-3', 'bytes=4-7']);
});

test.each([
  ['{"key": "../x", "bytes": 1, "crc32": "AAAAAA=="}', "'key'"],
  ['{"key": "x", "bytes": -1, "crc32": "AAAAAA=="}', "'bytes'"],
  ['{"key": "x", "bytes": 1, "crc32": "nope"}', "'crc32'"],
  ['{"key": "x", "bytes": 1, "crc32": "AAAAAA==", "etag": "without quotes"}', "'etag'"],
  ['{"key": "x"', 'not JSON'],
  ['null', "'key'"],
])('a bad line of a manifest is quoted, with what is wrong: %s', (line, what) => {
  expect(() => parseManifestLine(line, 'manifests/m.jsonl')).toThrow(what);
  expect(() => parseManifestLine(line, 'manifests/m.jsonl')).toThrow('manifests/m.jsonl');
});
