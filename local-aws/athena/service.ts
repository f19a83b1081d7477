import type { z } from 'zod';
import type { Caller } from '../environment.ts';
import { type Operation, parseRequest, passItOn, type Service } from '../front/service.ts';
import type { TrinoInstallation } from '../trino/installation.ts';
import { Engines } from './engines.ts';
import { Executions } from './execution.ts';
import { invalid, Queries } from './queries.ts';
import {
  BatchGetPreparedStatement,
  BatchGetQueryExecution,
  GetQueryResults,
  ListQueryExecutions,
  OneQuery,
  StartQueryExecution,
  UpdatePreparedStatement,
} from './requests.ts';
import { Upstream } from './upstream.ts';

export interface AthenaOptions {
  /** MiniStack's endpoint. */
  readonly upstream: string;
  /** Where Trino finds Glue and S3: MiniStack, or a proxy in front of it. */
  readonly engineUpstream: string;
  /** On the engine's command line. */
  readonly token: string;
  /** Where queries are kept. */
  readonly folder: string;
  /** Where the engine works. */
  readonly engineFolder: string;
  readonly findTrino: () => TrinoInstallation | undefined;
}

/** Athena: queries on Trino if it is installed, and on MiniStack's DuckDB if it is not. */
export const athena = async (options: AthenaOptions): Promise<Service> => {
  const { folder, engineFolder, engineUpstream, findTrino, token, upstream } = options;
  const engines = new Engines({ findTrino, folder: engineFolder, token, upstream: engineUpstream });
  const queries = new Queries(engines, await Executions.open(folder), Upstream.at(upstream));
  const operation =
    <Request>(schema: z.ZodType<Request>, run: (caller: Caller, request: Request) => unknown): Operation =>
    (caller, body) =>
      run(caller, parseRequest(schema, body, invalid));
  const operations: Readonly<Record<string, Operation>> = {
    StartQueryExecution: operation(StartQueryExecution, (caller, request) => queries.start(caller, request)),
    StopQueryExecution: operation(OneQuery, (caller, request) => queries.stop(caller, request)),
    GetQueryExecution: operation(OneQuery, (caller, request) => queries.get(caller, request)),
    BatchGetQueryExecution: operation(BatchGetQueryExecution, (caller, request) =>
      queries.getSome(caller, request),
    ),
    ListQueryExecutions: operation(ListQueryExecutions, (caller, request) => queries.list(caller, request)),
    GetQueryResults: operation(GetQueryResults, (caller, request) => queries.results(caller, request)),
    GetQueryRuntimeStatistics: operation(OneQuery, (caller, request) => queries.statistics(caller, request)),
    UpdatePreparedStatement: operation(UpdatePreparedStatement, (caller, request) =>
      queries.updatePrepared(caller, request),
    ),
    BatchGetPreparedStatement: operation(BatchGetPreparedStatement, (caller, request) =>
      queries.somePrepared(caller, request),
    ),
    // MiniStack's own, but a sign that a query will follow.
    GetWorkGroup: caller => {
      if (engines.isInstalled()) engines.warm(caller);
      return passItOn;
    },
  };
  return {
    operations: new Map(Object.entries(operations).map(([name, run]) => [`AmazonAthena.${name}`, run])),
    async stop() {
      queries.stopAll();
      await engines.stop();
    },
  };
};
