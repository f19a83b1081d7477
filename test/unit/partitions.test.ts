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
const wanted = ['2025', '2026'].map(year => ({ values: [year], folder: `year=${year}/` }));
const location = 's3://daybreak-sor-123456789012-us-east-1/tbl_visits/';
const rebuild = { planning: false, repair: false, adopt: [] };
const id = 'partitions/daybreak_sor.tbl_visits';

/** A partition in the catalog, its folder without the last slash, as Athena's own statements register it. */
const registered = (year: string, folder = `year=${year}`) => ({
  Values: [year],
  StorageDescriptor: { Location: `${location}${folder}` },
});

/** Glue with a table that has these partitions. */
const glueWith = (...years: readonly string[]) => glueWithPartitions(...years.map(year => registered(year)));

const glueWithPartitions = (...Partitions: readonly ReturnType<typeof registered>[]) =>
  fakeAws({
    GetPartitions: [{ Partitions }],
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
  const mood = {
    ...rebuild,
    repair: true,
    displace: { settings: saved, folder: { bucket: 'assets', key: 'displaced/' } },
  };
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
    GetPartitions: [{ Partitions: [] }, { Partitions: [registered('2025'), registered('2026')] }],
    BatchCreatePartition: [named('ConcurrentModificationException', 'somebody else is at it')],
  });
  expect(await reconcile(partitions(aws.glue, lab, dataset, wanted), rebuild)).toMatchObject({
    outcome: 'unchanged',
  });
});

test('a partition is registered where its files are, whatever the folder is called', async () => {
  const aws = glueWith();
  const folder = 'country=br/Year=20%3225/';
  await reconcile(partitions(aws.glue, lab, dataset, [{ values: ['2025'], folder }]), rebuild);
  expect(aws.calls.at(-1)?.input).toMatchObject({
    PartitionInputList: [{ Values: ['2025'], StorageDescriptor: { Location: `${location}${folder}` } }],
  });
});

test.each([
  [
    'whose folder has other values in the catalog, as earlier versions registered it, is not added beside them',
    registered('20%3225', 'year=20%3225'),
    [
      '1 partitions that the definition does not have: left as they are',
      '1 partition has another folder or other values in the catalog, such as that of year=20%3225/: ' +
        'left as they are. To correct them, drop them and rebuild',
    ],
  ],
  [
    'that somebody has pointed elsewhere stays there',
    registered('2025', 'mine'),
    [
      '1 partition has another folder or other values in the catalog, such as that of year=20%3225/: ' +
        'left as they are. To correct them, drop them and rebuild',
    ],
  ],
])('a partition %s, and the report says so', async (_, found, notes) => {
  const aws = glueWithPartitions(found, registered('2026'));
  const decoded = [{ values: ['2025'], folder: 'year=20%3225/' }, ...wanted.slice(1)];
  expect(await reconcile(partitions(aws.glue, lab, dataset, decoded), rebuild)).toMatchObject({
    outcome: 'unchanged',
    changes: [],
    notes,
  });
  expect(operations(aws)).toEqual(['GetPartitions']);
});
