import { setTimeout as sleep } from 'node:timers/promises';
import {
  AthenaClient,
  CreateWorkGroupCommand,
  GetQueryExecutionCommand,
  type GetQueryResultsCommandOutput,
  paginateGetQueryResults,
  type QueryExecution,
  StartQueryExecutionCommand,
  type StartQueryExecutionCommandInput,
} from '@aws-sdk/client-athena';
import { CreateDatabaseCommand, CreateTableCommand, GlueClient, type TableInput } from '@aws-sdk/client-glue';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { clientConfig } from '../../local-aws/index.ts';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';

export const bucket = 'people';
export const workgroup = 'school';
export const database = 'people_sor';

/** How a query ended, and its rows: the column names first where Athena gives them. */
export interface Ended {
  readonly query: QueryExecution;
  readonly rows: readonly (readonly (string | null)[])[];
  readonly columns: readonly string[];
}

/** A workgroup, a database and a bucket on a local AWS whose Athena is Trino. */
export class AthenaLab {
  readonly testAws: TestAws;
  readonly athena: AthenaClient;
  readonly glue: GlueClient;
  readonly s3: S3Client;

  private constructor(testAws: TestAws) {
    this.testAws = testAws;
    const config = clientConfig(testAws.aws);
    this.athena = new AthenaClient({ ...config, endpoint: testAws.aws.athenaEndpoint ?? '' });
    this.glue = new GlueClient(config);
    this.s3 = new S3Client({ ...config, forcePathStyle: true });
  }

  static async open({ withTrino = true } = {}): Promise<AthenaLab> {
    const lab = new AthenaLab(await startTestAws({}, { withTrino }));
    await lab.s3.send(new CreateBucketCommand({ Bucket: bucket }));
    await lab.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: database } }));
    await lab.athena.send(
      new CreateWorkGroupCommand({
        Name: workgroup,
        Configuration: {
          EnforceWorkGroupConfiguration: true,
          BytesScannedCutoffPerQuery: 10_000_000,
          ResultConfiguration: { OutputLocation: `s3://${bucket}/results/` },
        },
      }),
    );
    return lab;
  }

  async close(): Promise<void> {
    await this.testAws.stop();
  }

  put(Key: string, Body: string | Buffer): Promise<unknown> {
    return this.s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
  }

  async read(location: string): Promise<string> {
    const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(location) ?? [];
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket, Key }));
    return (await Body?.transformToString()) ?? '';
  }

  createTable(TableInput: TableInput): Promise<unknown> {
    return this.glue.send(new CreateTableCommand({ DatabaseName: database, TableInput }));
  }

  async start(sql: string, more: Partial<StartQueryExecutionCommandInput> = {}): Promise<string> {
    const { QueryExecutionId = '' } = await this.athena.send(
      new StartQueryExecutionCommand({
        QueryString: sql,
        WorkGroup: workgroup,
        QueryExecutionContext: { Database: database },
        ...more,
      }),
    );
    return QueryExecutionId;
  }

  async ended(QueryExecutionId: string): Promise<QueryExecution> {
    for (;;) {
      const { QueryExecution = {} } = await this.athena.send(
        new GetQueryExecutionCommand({ QueryExecutionId }),
      );
      if (!/QUEUED|RUNNING/.test(QueryExecution.Status?.State ?? '')) return QueryExecution;
      await sleep(20);
    }
  }

  /** Runs a query to its end, with all pages of its rows if it has succeeded. */
  async ask(sql: string, more: Partial<StartQueryExecutionCommandInput> = {}): Promise<Ended> {
    const id = await this.start(sql, more);
    const query = await this.ended(id);
    if (query.Status?.State !== 'SUCCEEDED') return { query, rows: [], columns: [] };
    const pages: GetQueryResultsCommandOutput[] = [];
    for await (const page of paginateGetQueryResults({ client: this.athena }, { QueryExecutionId: id }))
      pages.push(page);
    return {
      query,
      rows: pages.flatMap(({ ResultSet }) =>
        (ResultSet?.Rows ?? []).map(({ Data = [] }) => Data.map(({ VarCharValue = null }) => VarCharValue)),
      ),
      columns: (pages[0]?.ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(({ Type = '' }) => Type),
    };
  }

  /** The rows of a query that has to succeed, without the column names. */
  async rows(sql: string, more: Partial<StartQueryExecutionCommandInput> = {}): Promise<Ended['rows']> {
    const { query, rows } = await this.ask(sql, more);
    if (query.Status?.State !== 'SUCCEEDED') throw new Error(`${query.Status?.StateChangeReason}: ${sql}`);
    return query.StatementType === 'DML' ? rows.slice(1) : rows;
  }

  /** Why a query fails. */
  async reason(sql: string): Promise<string | undefined> {
    return (await this.ask(sql)).query.Status?.StateChangeReason;
  }
}

/** A table of comma-separated values with a header, read as Hive's LazySimpleSerDe reads it. */
export const csvTable = (
  Name: string,
  columns: Readonly<Record<string, string>>,
  folder = Name,
): TableInput => ({
  Name,
  TableType: 'EXTERNAL_TABLE',
  Parameters: { EXTERNAL: 'TRUE', 'skip.header.line.count': '1' },
  StorageDescriptor: {
    Columns: Object.entries(columns).map(([column, Type]) => ({ Name: column, Type })),
    Location: `s3://${bucket}/${folder}/`,
    InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
    OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
    SerdeInfo: {
      SerializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
      Parameters: { 'field.delim': ',' },
    },
  },
});
