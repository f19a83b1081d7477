import { copyData } from '../../functions/copy-data/copy-data.ts';
import { batchesOf } from '../../functions/plan/batches.ts';
import type { Dataset } from '../../lab/definition.ts';
import { runOf } from '../run-of.ts';
import { smallDefinition } from '../statemachine/small-definition.ts';
import { crc32Of, md5Etag, memoryS3 } from './memory-s3.ts';

const lab = { name: 'daybreak', account: '123456789012', region: 'us-east-1', partition: 'aws' };
const content = 'a\n1\n';

const datasetOf = (table: string, crc32 = crc32Of(content)): Dataset => ({
  table,
  zone: 'sor',
  format: 'csv',
  columns: [],
  partitionKeys: [],
  rows: 1,
  files: [{ key: `${table}/a.csv`, bytes: content.length, crc32 }],
});

const seedWith = (datasets: readonly Dataset[]) => {
  const s3 = memoryS3();
  const text = JSON.stringify({ ...smallDefinition, datasets });
  s3.objects.set('seed/lab.json', { content: text, metadata: {} });
  for (const { table } of datasets) s3.objects.set(`seed/${table}/a.csv`, { content, metadata: {} });
  const run = runOf(lab, { definition: { from: 'seed', uri: 's3://seed/', etag: md5Etag(text) } });
  return { s3, run };
};

const storage = { step: 'EnsureStorage', outcomes: [] };
const noSample = () => new Uint8Array();

test('small datasets share as many batches as are copied at once; each has its place in one', async () => {
  const datasets = Array.from({ length: 15 }, (_, n) => datasetOf(`tbl_${n}`));
  const large: Dataset = {
    ...datasetOf('tbl_large'),
    files: [{ key: 'tbl_large/a.csv', bytes: 2 * 1024 ** 3, crc32: 'AAAAAA==' }],
  };
  const { s3, run } = seedWith([...datasets, large]);
  const { batches } = await batchesOf(s3.client, run.definition, [...datasets, large]);
  expect(batches.map(({ parts }) => parts.length)).toEqual([1, 4, 4, 4, 3]);
  const named = batches.flatMap(({ parts }) => parts.map(({ dataset }) => dataset));
  expect(named.toSorted()).toEqual([...datasets, large].map(({ table }) => `sor.${table}`).toSorted());
});

test('a batch of several datasets reads the definition once', async () => {
  const datasets = ['tbl_a', 'tbl_b', 'tbl_c', 'tbl_d', 'tbl_e'].map(table => datasetOf(table));
  const { s3, run } = seedWith(datasets);
  const {
    batches: [batch, ...others],
  } = await batchesOf(s3.client, run.definition, datasets);
  if (batch === undefined) throw new Error('nothing is to be copied');
  expect(others).toHaveLength(3);
  s3.operations.length = 0;
  const { outcomes, isDone } = await copyData(s3.client, noSample, run, storage, batch);
  expect(isDone).toBe(true);
  expect(outcomes).toMatchObject([{ outcome: 'created' }, { outcome: 'created' }]);
  expect(s3.operations.filter(operation => operation === 'GetObject')).toHaveLength(1);
});

test('one of them that fails is left to the next invocation, which has nothing else to lose', async () => {
  const wrong = datasetOf('tbl_b', 'AAAAAA==');
  const datasets = [datasetOf('tbl_a'), wrong, datasetOf('tbl_c')];
  const { s3, run } = seedWith(datasets);
  const parts = datasets.map(({ table }) => ({ dataset: `sor.${table}`, from: 0, to: 1 }));
  const first = await copyData(s3.client, noSample, run, storage, { parts });
  expect(first).toMatchObject({
    outcomes: [{ resource: 'dataset/sor.tbl_a' }, { resource: 'dataset/sor.tbl_c' }],
    isDone: false,
    rest: [{ part: 1, from: 0 }],
  });
  s3.operations.length = 0;
  await expect(copyData(s3.client, noSample, run, storage, { parts }, first)).rejects.toMatchObject({
    name: 'FileMismatch',
  });
  expect(s3.operations.filter(operation => operation === 'CopyObject')).toEqual([]);
});
