import {
  AthenaClient,
  GetTableMetadataCommand,
  ListDatabasesCommand,
  ListTableMetadataCommand,
} from '@aws-sdk/client-athena';
import {
  BatchCreatePartitionCommand,
  BatchDeletePartitionCommand,
  BatchDeleteTableVersionCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteTableCommand,
  DeleteTableVersionCommand,
  GetPartitionCommand,
  GetPartitionsCommand,
  GetTableVersionCommand,
  GetTableVersionsCommand,
  GlueClient,
  UpdatePartitionCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import { clientConfig } from '../../local-aws/index.ts';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';

/* Calls about the catalog that real clients make, and MiniStack does not answer by itself. */

const DatabaseName = 'shop';
const TableName = 'orders';

let local: TestAws;
let glue: GlueClient;
let athena: AthenaClient;

beforeAll(async () => {
  local = await startTestAws();
  glue = new GlueClient(clientConfig(local.aws));
  athena = new AthenaClient(clientConfig(local.aws));
});

beforeEach(async () => {
  await local.reset();
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: DatabaseName } }));
  await create();
});

afterAll(async () => {
  glue.destroy();
  athena.destroy();
  await local.stop();
});

const table = (Description: string) => ({
  Name: TableName,
  Description,
  PartitionKeys: [
    { Name: 'year', Type: 'int' },
    { Name: 'state', Type: 'string' },
  ],
  StorageDescriptor: { Columns: [{ Name: 'id', Type: 'int' }], Location: 's3://lake/orders/' },
});

const create = () => glue.send(new CreateTableCommand({ DatabaseName, TableInput: table('first') }));

const update = (Description: string, SkipArchive = false) =>
  glue.send(new UpdateTableCommand({ DatabaseName, TableInput: table(Description), SkipArchive }));

const versions = async () => {
  const { TableVersions = [] } = await glue.send(new GetTableVersionsCommand({ DatabaseName, TableName }));
  return TableVersions.map(({ Table }) => Table?.Description);
};

test('every update keeps the version before it, unless it says otherwise', async () => {
  expect(await versions()).toEqual(['first']);
  await update('second');
  await update('third', true);
  await update('fourth');
  expect(await versions()).toEqual(['fourth', 'third', 'first']);
  const { TableVersion } = await glue.send(
    new GetTableVersionCommand({ DatabaseName, TableName, VersionId: '1' }),
  );
  expect(TableVersion).toMatchObject({ VersionId: '1', Table: { Description: 'first' } });
});

test('versions are deleted; the current one is not', async () => {
  for (const name of ['second', 'third', 'fourth']) await update(name);
  await glue.send(new DeleteTableVersionCommand({ DatabaseName, TableName, VersionId: '2' }));
  const { Errors } = await glue.send(
    new BatchDeleteTableVersionCommand({ DatabaseName, TableName, VersionIds: ['1', '4'] }),
  );
  expect(Errors).toMatchObject([{ VersionId: '4', ErrorDetail: { ErrorCode: 'EntityNotFoundException' } }]);
  expect(await versions()).toEqual(['fourth', 'third']);
});

test('a new table under an old name has no old versions, and a deleted one has none', async () => {
  await update('second');
  await glue.send(new DeleteTableCommand({ DatabaseName, Name: TableName }));
  await expect(versions()).rejects.toMatchObject({ name: 'EntityNotFoundException' });
  await create();
  expect(await versions()).toEqual(['first']);
});

const partitioned = () =>
  glue.send(
    new BatchCreatePartitionCommand({
      DatabaseName,
      TableName,
      PartitionInputList: [
        ['2017', 'SP'],
        ['2018', 'SP'],
        ['2018', 'RJ'],
        ['10000', "o'clock"],
      ].map(Values => ({ Values })),
    }),
  );

const found = async (Expression?: string) => {
  const command = new GetPartitionsCommand({ DatabaseName, TableName, Expression });
  return ((await glue.send(command)).Partitions ?? []).map(({ Values }) => Values?.join('/'));
};

test.each([
  [undefined, ['2017/SP', '2018/SP', '2018/RJ', "10000/o'clock"]],
  ["(year=2018 and state='SP') or (year=2017 and state='SP')", ['2017/SP', '2018/SP']],
  ['year > 2017', ['2018/SP', '2018/RJ', "10000/o'clock"]],
  ["state in ('RJ', 'o''clock') and year between 2000 and 3000", ['2018/RJ']],
  ["state like 'S%' AND NOT year = 2017", ['2018/SP']],
  ['year = 1999', []],
])('the expression %s selects partitions', async (expression, expected) => {
  await partitioned();
  expect(await found(expression)).toEqual(expected);
});

test.each(['month = 1', "year = 2018) union select 1 from read_text('/etc/hostname'", 'year ='])(
  'the expression %s is refused',
  async expression => {
    await partitioned();
    await expect(found(expression)).rejects.toMatchObject({ name: 'InvalidInputException' });
  },
);

test('partitions are deleted in a batch, and updated', async () => {
  await partitioned();
  const { Errors } = await glue.send(
    new BatchDeletePartitionCommand({
      DatabaseName,
      TableName,
      PartitionsToDelete: [{ Values: ['2017', 'SP'] }, { Values: ['1999', 'SP'] }],
    }),
  );
  expect(Errors).toMatchObject([{ PartitionValues: ['1999', 'SP'] }]);
  expect(await found()).toEqual(['2018/SP', '2018/RJ', "10000/o'clock"]);
  const PartitionValueList = ['2018', 'RJ'];
  const PartitionInput = { Values: PartitionValueList, StorageDescriptor: { Location: 's3://lake/else/' } };
  await glue.send(
    new UpdatePartitionCommand({ DatabaseName, TableName, PartitionValueList, PartitionInput }),
  );
  const { Partition } = await glue.send(
    new GetPartitionCommand({ DatabaseName, TableName, PartitionValues: PartitionValueList }),
  );
  expect(Partition?.StorageDescriptor?.Location).toBe('s3://lake/else/');
  await expect(
    glue.send(
      new UpdatePartitionCommand({
        DatabaseName,
        TableName,
        PartitionValueList: ['1', 'x'],
        PartitionInput,
      }),
    ),
  ).rejects.toMatchObject({ name: 'EntityNotFoundException' });
});

test.each(['AwsDataCatalog', 'awsdatacatalog'])(
  'Athena shows what is in the catalog %s',
  async CatalogName => {
    const databases = await athena.send(new ListDatabasesCommand({ CatalogName }));
    expect(databases.DatabaseList).toMatchObject([{ Name: DatabaseName }]);
    const tables = await athena.send(new ListTableMetadataCommand({ CatalogName, DatabaseName }));
    expect(tables.TableMetadataList).toMatchObject([{ Name: TableName }]);
    const { TableMetadata } = await athena.send(
      new GetTableMetadataCommand({ CatalogName, DatabaseName, TableName: 'Orders' }),
    );
    expect(TableMetadata?.Columns).toMatchObject([{ Name: 'id', Type: 'int' }]);
  },
);

test('Athena does not describe a table that does not exist', async () => {
  const command = new GetTableMetadataCommand({
    CatalogName: 'AwsDataCatalog',
    DatabaseName,
    TableName: 'no',
  });
  await expect(athena.send(command)).rejects.toMatchObject({ name: 'MetadataException' });
});
