import type { Dataset } from '../../lab/definition.ts';
import { reconcile } from '../../reconcile/engine.ts';
import { partitions } from '../../reconcile/kinds/partitions.ts';
import { fakeAws, named } from './aws-fake.ts';

const lab = { name: 'daybreak', account: '123456789012', region: 'us-east-1', partition: 'aws' };
const dataset: Dataset = {
  table: 'tbl_visits',
  zone: 'sor',
  format: 'csv',
  columns: [{ name: 'id', type: 'int' }],
  partitionKeys: [{ name: 'year', type: 'int' }],
  rows: 2,
};
const wanted = [['2025'], ['2026']];
const rebuild = { planning: false, repair: false, adopt: [] };
const id = 'partitions/daybreak_sor.tbl_visits';

/** Glue with a table that has these partitions. */
const glueWith = (...years: readonly string[]) =>
  fakeAws({
    GetPartitions: [{ Partitions: years.map(year => ({ Values: [year] })) }],
    GetTable: [{ Table: { StorageDescriptor: { InputFormat: 'text' } } }],
  });

const operations = ({ calls }: ReturnType<typeof fakeAws>) => calls.map(({ operation }) => operation);

test('the first rebuild adds all partitions, each with the folder of its files', async () => {
  const aws = glueWith();
  expect(await reconcile(partitions(aws.glue, lab, dataset, wanted), rebuild)).toEqual({
    resource: id,
    kind: 'partitions',
    adoptable: false,
    outcome: 'created',
    changes: [],
    kept: [],
    notes: [],
  });
  expect(operations(aws)).toEqual(['GetPartitions', 'GetTable', 'BatchCreatePartition']);
  const location = 's3://daybreak-sor-123456789012-us-east-1/tbl_visits/';
  expect(aws.calls.at(-1)?.input).toMatchObject({
    PartitionInputList: [
      { Values: ['2025'], StorageDescriptor: { InputFormat: 'text', Location: `${location}year=2025/` } },
      { Values: ['2026'], StorageDescriptor: { InputFormat: 'text', Location: `${location}year=2026/` } },
    ],
  });
});

test('missing partitions are added without being asked, and those that someone added stay', async () => {
  const aws = glueWith('2026', '1999');
  expect(await reconcile(partitions(aws.glue, lab, dataset, wanted), rebuild)).toEqual({
    resource: id,
    kind: 'partitions',
    adoptable: false,
    outcome: 'updated',
    changes: [{ property: 'partitions', from: '1 of 2', to: '2 of 2' }],
    kept: [],
    notes: ['1 partitions that the definition does not have: left as they are'],
  });
  expect(aws.calls.at(-1)?.input).toMatchObject({ PartitionInputList: [{ Values: ['2025'] }] });
});

test('a repair that only adds missing partitions saves nothing', async () => {
  const aws = glueWith('2026');
  const saved = () => Promise.reject(new Error('there is nothing to save'));
  const mood = { ...rebuild, repair: true, displace: { settings: saved, object: saved } };
  expect(await reconcile(partitions(aws.glue, lab, dataset, wanted), mood)).toMatchObject({
    outcome: 'updated',
  });
});

test('a single read is enough if no partition is missing', async () => {
  const aws = glueWith('2025', '2026');
  expect(await reconcile(partitions(aws.glue, lab, dataset, wanted), rebuild)).toMatchObject({
    outcome: 'unchanged',
    notes: [],
  });
  expect(operations(aws)).toEqual(['GetPartitions']);
});

test('a plan says what a rebuild would add, even to a table that does not exist yet, and writes nothing', async () => {
  const planning = { ...rebuild, planning: true };
  const some = glueWith('2025');
  expect(await reconcile(partitions(some.glue, lab, dataset, wanted), planning)).toMatchObject({
    outcome: 'updated',
    changes: [{ property: 'partitions', from: '1 of 2', to: '2 of 2' }],
  });
  const none = fakeAws({ GetPartitions: [named('EntityNotFoundException', 'no such table')] });
  expect(await reconcile(partitions(none.glue, lab, dataset, wanted), planning)).toMatchObject({
    outcome: 'created',
  });
  expect([...operations(some), ...operations(none)]).toEqual(['GetPartitions', 'GetPartitions']);
});

test('partitions that another rebuild adds at the same moment are retried', async () => {
  const aws = fakeAws({
    GetPartitions: [{ Partitions: [] }, { Partitions: [{ Values: ['2025'] }, { Values: ['2026'] }] }],
    BatchCreatePartition: [named('ConcurrentModificationException', 'somebody else is at it')],
  });
  expect(await reconcile(partitions(aws.glue, lab, dataset, wanted), rebuild)).toMatchObject({
    outcome: 'unchanged',
  });
});
