import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { QueryExecution, WorkGroup } from '@aws-sdk/client-athena';
import type { z } from 'zod';
import type { Caller } from '../environment.ts';
import { passItOn, ServiceError } from '../front/service.ts';
import {
  type EngineStatement,
  engineStatement,
  type Place,
  type PreparedStatement,
  preparedStatement,
  type ReadStatement,
  readStatement,
  type StatementKind,
  withSlash,
} from './athena-sql.ts';
import type { Engines } from './engines.ts';
import { type Execution, type Executions, isUnderWay, toAthena } from './execution.ts';
import { type Query, runPrepared, runQuery } from './query.ts';
import { AthenaRefusal, errorTypes } from './refusal.ts';
import type {
  BatchGetPreparedStatement,
  BatchGetQueryExecution,
  GetQueryResults,
  ListQueryExecutions,
  OneQuery,
  StartQueryExecution,
  UpdatePreparedStatement,
} from './requests.ts';
import { readRows } from './results.ts';
import { run, type Work } from './run.ts';
import { findMissingTables, prepareStatement } from './statements/index.ts';
import type { Upstream } from './upstream.ts';

/** How long a request that starts a query waits to see whether it can be read. */
const readingMs = 3_000;

/** Athena's error for a request that it does not take. */
export const invalid = 'InvalidRequestException';

/** The queries of all accounts and regions of one local AWS. */
export class Queries {
  readonly #engines: Engines;
  readonly #executions: Executions;
  readonly #upstreamOf: (caller: Caller) => Upstream;
  readonly #running = new Map<string, AbortController>();

  constructor(engines: Engines, executions: Executions, upstreamOf: (caller: Caller) => Upstream) {
    this.#engines = engines;
    this.#executions = executions;
    this.#upstreamOf = upstreamOf;
  }

  /** @throws ServiceError */
  async start(caller: Caller, request: StartQueryExecution) {
    const upstream = this.#upstreamOf(caller);
    const group = await upstream.workgroup(request.WorkGroup);
    const { Configuration } = group;
    const repeated = this.#repeated(caller, request);
    if (repeated) return { QueryExecutionId: repeated.id };
    const isEnforced = Configuration?.EnforceWorkGroupConfiguration ?? false;
    const ofGroup = Configuration?.ResultConfiguration?.OutputLocation;
    const asked = request.ResultConfiguration.OutputLocation;
    const results = isEnforced ? ofGroup : (asked ?? ofGroup);
    if (results === undefined || results === '')
      throw new ServiceError(
        invalid,
        'No output location provided. An output location is required either through the Workgroup result ' +
          'configuration setting or as an API input.',
      );
    try {
      return await this.#begin(caller, request, { results: withSlash(results), isEnforced, group });
    } catch (error) {
      if (!(error instanceof AthenaRefusal)) throw error;
      throw new ServiceError(invalid, error.text, { AthenaErrorCode: error.code });
    }
  }

  /** @throws {AthenaRefusal | ServiceError} */
  async #begin(caller: Caller, request: StartQueryExecution, { results, isEnforced, group }: Beginning) {
    const upstream = this.#upstreamOf(caller);
    const { Database: database = 'default' } = request.QueryExecutionContext;
    const read = readStatement(request.QueryString);
    const about = { ...upstream, ...caller, database };
    const prepared = await prepareStatement(request.QueryString, about);
    const id = randomUUID();
    if (prepared) {
      const execution = newExecution(caller, request, id, prepared, results);
      const work = () => runPrepared(execution, prepared, { executions: this.#executions, upstream });
      await this.#run(execution, work);
    } else if (this.#engines.isInstalled()) {
      this.#engines.warm(caller);
      const place = { queryId: id, results, isEnforced };
      const query = await this.#queryOf(caller, request, read, place, upstream);
      const withCutoff = { ...query, scanCutoff: group.Configuration?.BytesScannedCutoffPerQuery };
      const around = { engines: this.#engines, executions: this.#executions, upstream };
      await this.#run(query.execution, (stopped, onRead) => runQuery(withCutoff, around, stopped, onRead));
    } else {
      const missing = await findMissingTables(request.QueryString, about);
      if (missing === undefined) return passItOn;
      const execution = newExecution(caller, request, id, { type: 'DML', substatement: 'SELECT' }, results);
      const refusal = new AthenaRefusal(missing, { when: 'run', type: errorTypes.notFound });
      await this.#run(execution, () => Promise.reject(refusal));
    }
    return { QueryExecutionId: id };
  }

  /** @throws ServiceError */
  stop(caller: Caller, { QueryExecutionId }: OneQuery) {
    if (!this.#executions.find(caller, QueryExecutionId)) return passItOn;
    this.#running.get(QueryExecutionId)?.abort();
    return {};
  }

  async get(caller: Caller, { QueryExecutionId: id }: OneQuery) {
    const own = this.#executions.find(caller, id);
    if (own) return { QueryExecution: toAthena(own) };
    const onDuckDb = await this.#upstreamOf(caller).execution(id);
    // Asked again, MiniStack might say that it has failed since, in its own words.
    return onDuckDb ? { QueryExecution: saidByDuckDb(onDuckDb) } : passItOn;
  }

  async getSome(caller: Caller, { QueryExecutionIds }: z.infer<typeof BatchGetQueryExecution>) {
    const found: object[] = [];
    const missing: object[] = [];
    for (const id of QueryExecutionIds) {
      const own = this.#executions.find(caller, id);
      const onDuckDb = own ? undefined : await this.#upstreamOf(caller).execution(id);
      if (own) found.push(toAthena(own));
      else if (onDuckDb) found.push(saidByDuckDb(onDuckDb));
      else
        missing.push({
          QueryExecutionId: id,
          ErrorCode: 'INVALID_INPUT',
          ErrorMessage: `QueryExecution ${id} was not found`,
        });
    }
    return { QueryExecutions: found, UnprocessedQueryExecutionIds: missing };
  }

  /** Latest first, as Athena lists them. */
  async list(
    caller: Caller,
    { WorkGroup, MaxResults, NextToken = '0' }: z.infer<typeof ListQueryExecutions>,
  ) {
    const upstream = this.#upstreamOf(caller);
    await upstream.workgroup(WorkGroup);
    const own = this.#executions.of(caller).filter(({ workgroup }) => workgroup === WorkGroup);
    const ids = [...own.map(({ id }) => id).reverse(), ...(await upstream.executionIds(WorkGroup))];
    const from = Number(NextToken);
    const end = from + MaxResults;
    return {
      QueryExecutionIds: ids.slice(from, end),
      ...(end < ids.length ? { NextToken: `${end}` } : {}),
    };
  }

  /** @throws ServiceError */
  async results(caller: Caller, request: z.infer<typeof GetQueryResults>) {
    const { QueryExecutionId: id, MaxResults, NextToken = '0' } = request;
    const own = this.#executions.find(caller, id);
    if (!own) return passItOn;
    if (isUnderWay(own))
      throw new ServiceError(invalid, `Query has not yet finished. Current state: ${own.state}`);
    if (own.state !== 'SUCCEEDED')
      throw new ServiceError(invalid, `Query did not finish successfully. Final query state: ${own.state}`);
    const columns = own.columns;
    // The column names are the first row of a query's result, and count as one of its page.
    const headers = own.type === 'DML' && columns.length > 0 ? 1 : 0;
    const from = Number(NextToken);
    const isFirst = from === 0;
    const header = isFirst && headers > 0 ? [columns.map(({ Name = '' }) => Name)] : [];
    const start = Math.max(0, from - headers);
    const rows = [
      ...header,
      ...(await readRows(this.#executions.rowsFile(own), own, start, MaxResults - header.length)),
    ];
    const next = from + rows.length;
    return {
      UpdateCount: own.updateCount,
      ResultSet: {
        ResultSetMetadata: { ColumnInfo: columns },
        Rows: rows.map(row => ({
          Data: row.map(value => (value === null ? {} : { VarCharValue: value })),
        })),
      },
      ...(next < own.rows + headers ? { NextToken: `${next}` } : {}),
    };
  }

  statistics(caller: Caller, { QueryExecutionId: id }: OneQuery) {
    const own = this.#executions.find(caller, id);
    if (!own) throw new ServiceError(invalid, `QueryExecution ${id} was not found`);
    const { Statistics } = toAthena(own);
    const {
      DataScannedInBytes: InputBytes,
      DataManifestLocation: _,
      ResultReuseInformation: __,
      ...Timeline
    } = {
      DataManifestLocation: '',
      ...Statistics,
    };
    return {
      QueryRuntimeStatistics: {
        Timeline,
        Rows: { InputRows: own.inputRows, InputBytes, OutputRows: own.rows },
      },
    };
  }

  /** @throws ServiceError */
  async updatePrepared(caller: Caller, request: z.infer<typeof UpdatePreparedStatement>) {
    const upstream = this.#upstreamOf(caller);
    if (!(await upstream.preparedStatement(request.WorkGroup, request.StatementName)))
      throw notPrepared(request.StatementName, request.WorkGroup);
    await upstream.putPreparedStatement(request);
    return {};
  }

  async somePrepared(caller: Caller, request: z.infer<typeof BatchGetPreparedStatement>) {
    const found: object[] = [];
    const missing: object[] = [];
    for (const StatementName of request.PreparedStatementNames) {
      const statement = await this.#upstreamOf(caller).preparedStatement(request.WorkGroup, StatementName);
      if (statement)
        found.push({ ...statement, LastModifiedTime: (statement.LastModifiedTime?.getTime() ?? 0) / 1000 });
      else
        missing.push({
          StatementName,
          ErrorCode: 'STATEMENT_NOT_FOUND',
          ErrorMessage: notPrepared(StatementName, request.WorkGroup).message,
        });
    }
    return { PreparedStatements: found, UnprocessedPreparedStatementNames: missing };
  }

  stopAll(): void {
    for (const running of this.#running.values()) running.abort();
  }

  /** A query that the same request has started before. @throws ServiceError if it was another request's token */
  #repeated(caller: Caller, request: StartQueryExecution): Execution | undefined {
    const { ClientRequestToken, QueryString } = request;
    if (ClientRequestToken === undefined) return undefined;
    const before = this.#executions.of(caller).find(one => one.requestToken === ClientRequestToken);
    if (before && before.query !== QueryString)
      throw new ServiceError(invalid, 'Idempotent parameters do not match');
    return before;
  }

  /** @throws {AthenaRefusal | ServiceError} */
  async #queryOf(
    caller: Caller,
    request: StartQueryExecution,
    read: ReadStatement,
    place: Place,
    upstream: Upstream,
  ): Promise<Omit<Query, 'scanCutoff'>> {
    const { WorkGroup, ExecutionParameters: parameters } = request;
    const query = (statement: EngineStatement, prepared: Query['prepared']) => ({
      execution: newExecution(caller, request, place.queryId, statement, place.results),
      caller,
      statement,
      prepared,
    });
    const about = preparedStatement(read);
    const using = parameters === undefined ? '' : ` USING ${parameters.join(', ')}`;
    if (about?.does === 'execute') {
      const found = await upstream.preparedStatement(WorkGroup, about.name);
      if (!found) throw notPrepared(about.name, WorkGroup);
      const inner = engineStatement(readStatement(found.QueryStatement ?? ''), place);
      const sql = `EXECUTE "${about.name}" ${about.rest}${using}`;
      return query({ ...inner, sql }, { [about.name]: inner.sql });
    }
    if (about) return query(await this.#keep(about, WorkGroup, upstream), {});
    const statement = engineStatement(read, place);
    if (parameters === undefined) return query(statement, {});
    const name = 'with_parameters';
    return query({ ...statement, sql: `EXECUTE ${name}${using}` }, { [name]: statement.sql });
  }

  /** Keeps or forgets a prepared statement, and gives a query that has nothing left to do. */
  async #keep(
    about: Exclude<PreparedStatement, { does: 'execute' }>,
    WorkGroup: string,
    upstream: Upstream,
  ): Promise<EngineStatement> {
    if (about.does === 'prepare')
      await upstream.putPreparedStatement({
        WorkGroup,
        StatementName: about.name,
        QueryStatement: about.statement,
      });
    else if (await upstream.preparedStatement(WorkGroup, about.name))
      await upstream.deletePreparedStatement(WorkGroup, about.name);
    else throw notPrepared(about.name, WorkGroup);
    const substatement = about.does === 'prepare' ? 'PREPARE' : 'DEALLOCATE';
    return { type: 'UTILITY', substatement, sql: 'SELECT 1 WHERE false', session: {} };
  }

  /** @throws AthenaRefusal if Athena cannot read the query; what else goes wrong is the query's end */
  async #run(execution: Execution, work: Work): Promise<void> {
    const stop = new AbortController();
    this.#running.set(execution.id, stop);
    await this.#executions.add(execution);
    const refused = await Promise.race([
      run(execution, this.#executions, work, stop.signal, () => this.#running.delete(execution.id)),
      sleep(readingMs, undefined, { ref: false }),
    ]);
    if (refused) throw refused;
  }
}

interface Beginning {
  readonly results: string;
  readonly isEnforced: boolean;
  readonly group: WorkGroup;
}

/** A query that MiniStack has run, as its protocol has it: what went wrong there may be right on Athena. */
const saidByDuckDb = (query: QueryExecution): object => {
  const { SubmissionDateTime, CompletionDateTime, StateChangeReason, ...status } = query.Status ?? {};
  const reason = status.State === 'FAILED' ? `${StateChangeReason} (${notAthena})` : StateChangeReason;
  return {
    ...query,
    Status: {
      ...status,
      SubmissionDateTime: (SubmissionDateTime?.getTime() ?? 0) / 1000,
      ...(CompletionDateTime && { CompletionDateTime: CompletionDateTime.getTime() / 1000 }),
      ...(reason === undefined || reason === '' ? {} : { StateChangeReason: reason }),
    },
  };
};

const notAthena =
  'This is the local AWS (DuckDB), not Athena: `npm run athena` installs the engine that Athena is made of';

const notPrepared = (name: string, workgroup: string): ServiceError =>
  new ServiceError(
    'ResourceNotFoundException',
    `PreparedStatement ${name} was not found in workGroup ${workgroup}`,
  );

const newExecution = (
  { account, region }: Caller,
  request: StartQueryExecution,
  id: string,
  { type, substatement, writesTo }: StatementKind & { readonly writesTo?: string },
  results: string,
): Execution => ({
  id,
  account,
  region,
  query: request.QueryString,
  requestToken: request.ClientRequestToken ?? id,
  parameters: request.ExecutionParameters ?? [],
  type,
  substatement,
  workgroup: request.WorkGroup,
  database: request.QueryExecutionContext.Database ?? 'default',
  catalog: request.QueryExecutionContext.Catalog ?? 'AwsDataCatalog',
  output: outputOf(id, results, substatement, type, writesTo),
  state: 'QUEUED',
  submittedAt: Date.now(),
  queuedMs: 0,
  planningMs: 0,
  engineMs: 0,
  scannedBytes: 0,
  inputRows: 0,
  updateCount: 0,
  columns: [],
  rows: 0,
  pages: [],
});

/** https://docs.aws.amazon.com/athena/latest/ug/querying.html#query-output-file-location */
const outputOf = (
  id: string,
  results: string,
  substatement: string,
  type: Execution['type'],
  writesTo: string | undefined,
): string => {
  if (substatement === 'CREATE_TABLE_AS_SELECT' && writesTo?.startsWith(`${results}tables/`))
    return `${results}tables/${id}`;
  if (['CREATE_TABLE_AS_SELECT', 'INSERT', 'UNLOAD'].includes(substatement)) return `${results}${id}`;
  return `${results}${id}.${type === 'DML' ? 'csv' : 'txt'}`;
};
