import fc from 'fast-check';
import { datasetBytes } from '../../lab/datasets.ts';
import { parseLabDefinition } from '../../lab/definition.ts';
import { zones } from '../../lab/names.ts';
import { parseLabSource } from '../../lab/source-definition.ts';

const identifier = fc.stringMatching(/^[a-z][a-z0-9_]{0,12}$/);
const text = fc.string({ minLength: 1, maxLength: 30 });
const part = fc
  .string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
  .filter(value => !/[\p{Cc}\\/]/u.test(value) && value !== '.' && value !== '..');
const file = fc.record({
  name: fc.array(part, { minLength: 1, maxLength: 3 }).map(parts => parts.join('/')),
  bytes: fc.nat(),
  crc32: fc.uint8Array({ minLength: 4, maxLength: 4 }).map(bytes => Buffer.from(bytes).toString('base64')),
});
const column = fc.record({
  name: identifier,
  type: fc.constantFrom('string', 'int', 'decimal(10,2)', 'array<int>'),
});

const dataset = fc
  .record({
    table: identifier,
    zone: fc.constantFrom(...zones),
    format: fc.constantFrom('jsonl', 'parquet'),
    columns: fc.uniqueArray(column, { minLength: 1, maxLength: 4, selector: ({ name }) => name }),
    rows: fc.nat(),
    files: fc.uniqueArray(file, { maxLength: 3, selector: ({ name }) => name }),
  })
  .map(({ files, ...rest }) => ({
    ...rest,
    files: files.map(({ name, bytes, crc32 }) => ({ key: `${rest.table}/${name}`, bytes, crc32 })),
  }));

/** With explicit defaults, as publishing writes it. */
const definition = fc
  .record({
    title: text,
    version: fc.constant('1.2.3'),
    licence: text,
    source: text,
    datasets: fc.uniqueArray(dataset, { maxLength: 3, selector: ({ zone, table }) => `${zone}.${table}` }),
  })
  .map(value => parseLabSource(JSON.stringify(value)));

test('a published definition is the same after being written and read again', () => {
  fc.assert(
    fc.property(definition, value => {
      const once = parseLabDefinition(JSON.stringify(value));
      expect(parseLabDefinition(JSON.stringify(once))).toEqual(once);
      // Everything in a published definition is also allowed in an author's.
      expect(() => parseLabSource(JSON.stringify(once))).not.toThrow();
    }),
  );
});

test('the bytes of a dataset are those of its files', () => {
  fc.assert(
    fc.property(definition, value => {
      for (const read of parseLabDefinition(JSON.stringify(value)).datasets)
        expect(datasetBytes(read)).toBe((read.files ?? []).reduce((sum, { bytes }) => sum + bytes, 0));
    }),
  );
});

test("no key leads out of the lab's own folder, wherever it has two dots", () => {
  const books = { table: 'b', zone: 'sor', format: 'jsonl', columns: [{ name: 'id', type: 'int' }] };
  const lab = { title: 't', version: '1.0.0', licence: 'l', source: 's' };
  const climbing = fc
    .tuple(fc.array(part, { maxLength: 3 }), fc.constantFrom('..', '.', ''), fc.array(part, { maxLength: 3 }))
    .map(([before, bad, after]) => [...before, bad, ...after].join('/'));
  fc.assert(
    fc.property(climbing, key => {
      for (const prefix of ['', 'b/']) {
        const files = { ...lab, datasets: [{ ...books, files: [prefix + key] }] };
        expect(() => parseLabSource(JSON.stringify(files))).toThrow('at datasets[0].files[0]');
        const script = { ...lab, datasets: [], jobs: [{ name: 'j', script: prefix + key }] };
        expect(() => parseLabSource(JSON.stringify(script))).toThrow('at jobs[0].script');
        const manifest = { ...lab, datasets: [{ ...books, manifest: prefix + key }] };
        expect(() => parseLabSource(JSON.stringify(manifest))).toThrow('at datasets[0].manifest');
      }
    }),
  );
});
