import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AthenaClient,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import type { Proof } from '../../lab/outcomes.ts';
import { isNamed } from '../../reconcile/aws-errors.ts';
import { explainLakeFormation } from '../../reconcile/lake-formation.ts';
import { queryEnd } from '../../reconcile/query-end.ts';

export type Cell = string | null;
type Rows = readonly Cell[][];

/**
 * Counts, jobs and tests have this many queries each under way. To an account that has too many running or waiting, Athena
 * answers TooManyRequestsException, which the SDK retries:
 * https://docs.aws.amazon.com/athena/latest/ug/service-limits.html
 */
export const queriesAtOnce = 5;

/** What a proof says of Athena's answer. */
export type Answer = Pick<Proof, 'actual' | 'error'>;

/** A query that Athena refused or failed: its own fault, or that of the data it reads. */
class QueryFailed extends Error {
  override readonly name = 'QueryFailed';
}

/** How often a query is started that might succeed if it is started again. */
const mostTries = 3;

/** Characters of Athena's reason that a report keeps. */
const longestReason = 1_000;

/**
 * Athena checks a query's form before it starts it: `InvalidRequestException: line 1:190: mismatched input '.5'`, as in
 * https://github.com/awslabs/aws-well-architected-labs/issues/502. The same error without a place in the query is about
 * something else, such as the workgroup.
 */
const isAboutTheQuery = (error: unknown): error is Error =>
  isNamed(error, 'InvalidRequestException') && /^line \d+:\d+:/.test(error.message);

const start = async (athena: AthenaClient, workgroup: string, sql: string): Promise<string> => {
  try {
    const { QueryExecutionId } = await athena.send(
      new StartQueryExecutionCommand({ QueryString: sql, WorkGroup: workgroup }),
    );
    if (QueryExecutionId === undefined) throw new Error('Athena took a query and gave it no id');
    return QueryExecutionId;
  } catch (error) {
    if (isAboutTheQuery(error)) throw new QueryFailed(`Athena refused the query: ${error.message}`);
    throw error;
  }
};

/** A query's rows, without the header; at most 999 of them. */
const rowsOf = async (
  athena: AthenaClient,
  workgroup: string,
  sql: string,
  signal: AbortSignal | undefined,
): Promise<Rows> => {
  const wait = (milliseconds: number) => sleep(milliseconds, undefined, { signal });
  for (let tries = 1; ; tries += 1) {
    const QueryExecutionId = await start(athena, workgroup, sql);
    const { state, reason = 'no reason given', retryable } = await queryEnd(athena, QueryExecutionId, wait);
    if (state === 'SUCCEEDED') {
      const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
      return (ResultSet?.Rows ?? [])
        .slice(1)
        .map(({ Data }) => (Data ?? []).map(cell => cell.VarCharValue ?? null));
    }
    if (!retryable || tries === mostTries)
      throw new QueryFailed(
        `Athena ${state === 'FAILED' ? 'failed' : 'cancelled'} the query: ${reason.slice(0, longestReason)} (query ${QueryExecutionId})`,
      );
  }
};

/**
 * Asks Athena one query. That it could not answer is an answer, too, with its reason; that nobody could ask it, because
 * calls are denied or throttled, is an error.
 *
 * @param signal ends the waiting with an AbortError; the query goes on
 */
export const query = async (
  athena: AthenaClient,
  workgroup: string,
  sql: string,
  signal?: AbortSignal,
): Promise<Answer> => {
  try {
    return { actual: (await rowsOf(athena, workgroup, sql, signal)).map(row => [...row]) };
  } catch (error) {
    if (!(error instanceof QueryFailed)) throw error;
    return { actual: [], error: explainLakeFormation(error).message };
  }
};
