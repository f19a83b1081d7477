import fc from 'fast-check';
import { copyData } from '../../functions/copy-data/copy-data.ts';
import { batchesOf } from '../../functions/plan/batches.ts';
import { compareKeys } from '../../lab/datasets.ts';
import type { Dataset, LabDefinition } from '../../lab/definition.ts';
import { joinBatches } from '../../reconcile/kinds/dataset.ts';
import { runOf } from '../run-of.ts';
import { smallDefinition } from '../statemachine/small-definition.ts';
import { md5Etag, memoryS3 } from './memory-s3.ts';

const lab = { name: 'daybreak', account: '123456789012', region: 'us-east-1', partition: 'aws' };
const bucket = 'daybreak-sor-123456789012-us-east-1';
/** So large that a batch has one of them, or two. */
const bytes = 60 * 1024 ** 3;

const name = fc.string({
  unit: fc.constantFrom('a', 'b', 'a/x', '\uE000', '😀'),
  minLength: 1,
  maxLength: 5,
});
const fileOf = (key: string) => ({ key: `data/${key}`, bytes, crc32: 'AAAAAA==' });

/** Plans the copy of a dataset, batch by batch, with these objects in the table's folder. */
const planned = async (
  keys: readonly string[],
  there: readonly string[],
  listed: 'manifest' | 'files',
  declared = keys.length * bytes,
) => {
  const s3 = memoryS3();
  const files = keys.map(fileOf);
  const dataset: Dataset = {
    table: 'tbl',
    zone: 'sor',
    format: 'csv',
    columns: [],
    partitionKeys: [],
    rows: 0,
    prefix: 'data/',
    ...(listed === 'files' ? { files } : { manifest: 'm.jsonl', bytes: declared }),
  };
  const definition: LabDefinition = { ...smallDefinition, datasets: [dataset] };
  const text = JSON.stringify(definition);
  s3.objects.set('seed/lab.json', { content: text, metadata: {} });
  const lines = files.map(file => JSON.stringify(file)).join('\n');
  s3.objects.set('seed/m.jsonl', { content: lines, metadata: {} });
  for (const key of there) s3.objects.set(`${bucket}/tbl/${key}`, { content: 'mine', metadata: {} });
  const run = runOf(lab, {
    mood: 'plan',
    definition: { from: 'seed', uri: 's3://seed/', etag: md5Etag(text) },
  });
  const { batches } = await batchesOf(s3.client, run.definition, [dataset]);
  const storage = { step: 'EnsureStorage', outcomes: [] };
  const done = [];
  for (const batch of batches)
    done.push(...(await copyData(s3.client, () => new Uint8Array(), run, storage, batch)).outcomes);
  return { batches: batches.length, outcome: joinBatches(done)[0] };
};

const addresses = (keys: readonly string[]) => keys.map(key => `s3://${bucket}/tbl/${key}`).sort();

describe.each(['manifest', 'files'] as const)('with a %s, wherever it is cut', listed => {
  test('each object that the definition does not name is found by one batch', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(name, { maxLength: 8 }),
        fc.uniqueArray(name, { maxLength: 8 }),
        async (keys, others) => {
          const extra = others.filter(key => !keys.includes(key));
          const there = [...extra, ...keys.slice(0, 2)];
          const { outcome } = await planned(keys.toSorted(compareKeys), there, listed);
          expect(outcome?.extra?.files).toBe(extra.length);
          expect(outcome?.extra?.named.toSorted()).toEqual(addresses(extra));
        },
      ),
      { numRuns: 60 },
    );
  });
});

test.each([
  ['nothing', 0],
  ['less', bytes],
])('a definition that says %s about the bytes of its manifest stops the plan', async (_, declared) => {
  await expect(planned(['a', 'b'], [], 'manifest', declared)).rejects.toThrow(
    `the files that m.jsonl lists have ${2 * bytes} bytes in all, but lab.json says ${declared}`,
  );
});

test('a manifest of several batches that is not sorted says nothing about other objects', async () => {
  const { batches, outcome } = await planned(['c', 'a', 'b'], ['a', 'x'], 'manifest');
  expect(batches).toBeGreaterThan(1);
  expect(outcome).not.toHaveProperty('extra');
  expect(outcome?.outcome).not.toBe('refused');
});

test('a list in lab.json need not be sorted', async () => {
  const { batches, outcome } = await planned(['c', 'a', 'b'], ['a', 'x', 'aa'], 'files');
  expect(batches).toBeGreaterThan(1);
  expect(outcome?.extra).toEqual({ files: 2, named: addresses(['aa', 'x']) });
});
