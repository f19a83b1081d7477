import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { QueryFailed } from '../../lab/errors.ts';

/** Milliseconds between looks: short queries are seen soon, long ones are not asked for every second. */
const firstWait = 200;
const longestWait = 3_000;

export type Cell = string | null;

const ended = async (athena: AthenaClient, QueryExecutionId: string, sql: string): Promise<void> => {
  for (let wait = firstWait; ; wait = Math.min(longestWait, wait * 1.5)) {
    const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    const state = QueryExecution?.Status?.State;
    if (state === 'SUCCEEDED') return;
    if (state === 'FAILED' || state === 'CANCELLED')
      throw new QueryFailed(
        `Athena ${state === 'FAILED' ? 'failed' : 'cancelled'} query ${QueryExecutionId}: ` +
          `${QueryExecution?.Status?.StateChangeReason ?? 'no reason given'}. It was: ${sql}`,
      );
    await sleep(wait);
  }
};

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
  await ended(athena, QueryExecutionId, sql);
  const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
  return (ResultSet?.Rows ?? [])
    .slice(1)
    .map(({ Data }) => (Data ?? []).map(cell => cell.VarCharValue ?? null));
};
