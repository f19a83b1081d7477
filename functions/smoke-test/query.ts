import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AthenaClient,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { QueryFailed } from '../../lab/errors.ts';
import { queryEnd } from '../../reconcile/query-end.ts';

export type Cell = string | null;

/**
 * Runs one query in a workgroup and gives its rows, without the header; at most 999 of them.
 * @throws QueryFailed with Athena's reason
 */
export const query = async (
  athena: AthenaClient,
  workgroup: string,
  sql: string,
): Promise<readonly Cell[][]> => {
  const { QueryExecutionId } = await athena.send(
    new StartQueryExecutionCommand({ QueryString: sql, WorkGroup: workgroup }),
  );
  if (QueryExecutionId === undefined) throw new QueryFailed(`Athena took no query: ${sql}`);
  const { state, reason = 'no reason given' } = await queryEnd(athena, QueryExecutionId, sleep);
  if (state !== 'SUCCEEDED')
    throw new QueryFailed(
      `Athena ${state === 'FAILED' ? 'failed' : 'cancelled'} query ${QueryExecutionId}: ${reason}. It was: ${sql}`,
    );
  const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
  return (ResultSet?.Rows ?? [])
    .slice(1)
    .map(({ Data }) => (Data ?? []).map(cell => cell.VarCharValue ?? null));
};
