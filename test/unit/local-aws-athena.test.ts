import {
  AthenaClient,
  CreateWorkGroupCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { CreateDatabaseCommand, CreateTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { clientConfig } from '../../local-aws/index.ts';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';

/* Athena on the local AWS without its engine: DuckDB, and what the catalog knows. */

let local: TestAws;
let athena: AthenaClient;
let s3: S3Client;

beforeAll(async () => {
  local = await startTestAws();
  const config = clientConfig(local.aws);
  athena = new AthenaClient({ ...config, endpoint: local.aws.athenaEndpoint ?? '' });
  s3 = new S3Client({ ...config, forcePathStyle: true });
  const glue = new GlueClient(config);
  await s3.send(new CreateBucketCommand({ Bucket: 'results' }));
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'lab_sor' } }));
  await glue.send(
    new CreateTableCommand({
      DatabaseName: 'lab_sor',
      TableInput: { Name: 'tbl_orders', StorageDescriptor: {} },
    }),
  );
  await athena.send(
    new CreateWorkGroupCommand({
      Name: 'lab',
      Configuration: { ResultConfiguration: { OutputLocation: 's3://results/' } },
    }),
  );
});

afterAll(() => local?.stop());

const start = async (QueryString: string, WorkGroup = 'lab') =>
  (
    await athena.send(
      new StartQueryExecutionCommand({
        QueryString,
        WorkGroup,
        QueryExecutionContext: { Database: 'lab_sor' },
      }),
    )
  ).QueryExecutionId;

const ended = async (sql: string) => {
  const QueryExecutionId = await start(sql);
  for (;;) {
    const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    if (!/QUEUED|RUNNING/.test(QueryExecution?.Status?.State ?? '')) return QueryExecution;
  }
};

test('a failed query says that DuckDB answered, and how to get Athena’s engine', async () => {
  const query = await ended("select to_unixtime(timestamp '2026-01-01 00:00:00')");
  expect(query?.Status?.State).toBe('FAILED');
  expect(query?.Status?.StateChangeReason).toMatch(
    /to_unixtime.*\(This is the local AWS \(DuckDB\), not Athena: `npm run athena` installs/s,
  );
});

test('a table that the catalog lacks is named, with those that it has', async () => {
  const query = await ended('select * from tbl_order');
  expect(query?.Status?.StateChangeReason).toBe('there is no table tbl_order in lab_sor; it has tbl_orders');
});

test('tables are shown from the catalog, and the result is where Athena puts it', async () => {
  const query = await ended('show tables');
  expect(query?.StatementType).toBe('UTILITY');
  const { ResultSet } = await athena.send(
    new GetQueryResultsCommand({ QueryExecutionId: query?.QueryExecutionId }),
  );
  expect(ResultSet?.Rows).toEqual([{ Data: [{ VarCharValue: 'tbl_orders' }] }]);
  const { Body } = await s3.send(
    new GetObjectCommand({ Bucket: 'results', Key: `${query?.QueryExecutionId}.txt` }),
  );
  expect(await Body?.transformToString()).toBe('tbl_orders\n');
});

test('what Athena does not start is not started', async () => {
  await expect(start('select 1', 'nobodys')).rejects.toThrow('WorkGroup nobodys is not found.');
  await expect(start('select 1', 'primary')).rejects.toThrow('No output location provided.');
  await expect(start('select 1; drop table tbl_orders')).rejects.toThrow(
    'Only one sql statement is allowed.',
  );
});
