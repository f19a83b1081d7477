import {
  AthenaClient,
  CreatePreparedStatementCommand,
  DeletePreparedStatementCommand,
  GetPreparedStatementCommand,
  GetQueryExecutionCommand,
  GetWorkGroupCommand,
  InvalidRequestException,
  ListQueryExecutionsCommand,
  type PreparedStatement,
  type QueryExecution,
  ResourceNotFoundException,
  type WorkGroup,
} from '@aws-sdk/client-athena';
import { EntityNotFoundException, GetTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { type Caller, clientConfig } from '../environment.ts';
import { ServiceError } from '../front/service.ts';
import { placeOf } from './results.ts';

/** Our own requests to MiniStack, in the account of our caller. */
export class Upstream {
  readonly athena: AthenaClient;
  readonly glue: GlueClient;
  readonly s3: S3Client;

  private constructor(endpoint: string, caller: Caller) {
    const config = clientConfig({ ...caller, endpoint });
    this.athena = new AthenaClient(config);
    this.glue = new GlueClient(config);
    this.s3 = new S3Client({ ...config, forcePathStyle: true });
  }

  /** One for each account and region, as long as we live. */
  static at(endpoint: string): (caller: Caller) => Upstream {
    const known = new Map<string, Upstream>();
    return caller => {
      const key = `${caller.account} ${caller.region}`;
      const upstream = known.get(key) ?? new Upstream(endpoint, caller);
      known.set(key, upstream);
      return upstream;
    };
  }

  /** @throws ServiceError as Athena does if there is none of that name */
  async workgroup(name: string): Promise<WorkGroup> {
    try {
      const { WorkGroup } = await this.athena.send(new GetWorkGroupCommand({ WorkGroup: name }));
      if (WorkGroup?.State === 'DISABLED')
        throw new ServiceError('InvalidRequestException', `WorkGroup ${name} is disabled.`);
      return WorkGroup ?? { Name: name };
    } catch (error) {
      if (!(error instanceof InvalidRequestException)) throw error;
      throw new ServiceError('InvalidRequestException', `WorkGroup ${name} is not found.`);
    }
  }

  /** A query that MiniStack runs. */
  async execution(id: string): Promise<QueryExecution | undefined> {
    try {
      return (await this.athena.send(new GetQueryExecutionCommand({ QueryExecutionId: id }))).QueryExecution;
    } catch (error) {
      if (error instanceof InvalidRequestException) return undefined;
      throw error;
    }
  }

  async executionIds(WorkGroup: string): Promise<readonly string[]> {
    return (await this.athena.send(new ListQueryExecutionsCommand({ WorkGroup }))).QueryExecutionIds ?? [];
  }

  async preparedStatement(WorkGroup: string, StatementName: string): Promise<PreparedStatement | undefined> {
    try {
      const command = new GetPreparedStatementCommand({ WorkGroup, StatementName });
      return (await this.athena.send(command)).PreparedStatement;
    } catch (error) {
      if (error instanceof ResourceNotFoundException || error instanceof InvalidRequestException)
        return undefined;
      throw error;
    }
  }

  async deletePreparedStatement(WorkGroup: string, StatementName: string): Promise<void> {
    await this.athena.send(new DeletePreparedStatementCommand({ WorkGroup, StatementName }));
  }

  /** Makes a prepared statement, or replaces it. */
  async putPreparedStatement(statement: {
    readonly WorkGroup: string;
    readonly StatementName: string;
    readonly QueryStatement: string;
    readonly Description?: string | undefined;
  }): Promise<void> {
    const { WorkGroup, StatementName } = statement;
    if (await this.preparedStatement(WorkGroup, StatementName))
      await this.deletePreparedStatement(WorkGroup, StatementName);
    await this.athena.send(new CreatePreparedStatementCommand(statement));
  }

  /** Where a table's files are; undefined if there is no such table. */
  async locationOf(DatabaseName: string, Name: string): Promise<string | undefined> {
    try {
      const { Table } = await this.glue.send(new GetTableCommand({ DatabaseName, Name }));
      return Table?.StorageDescriptor?.Location;
    } catch (error) {
      if (error instanceof EntityNotFoundException) return undefined;
      throw error;
    }
  }

  /** The addresses of all objects under one. */
  async filesUnder(location: string): Promise<readonly string[]> {
    const { Bucket, Key } = placeOf(location);
    const files: string[] = [];
    for await (const { Contents = [] } of paginateListObjectsV2({ client: this.s3 }, { Bucket, Prefix: Key }))
      files.push(...Contents.map(each => `s3://${Bucket}/${each.Key}`));
    return files;
  }
}
