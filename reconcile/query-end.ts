import { type AthenaClient, GetQueryExecutionCommand } from '@aws-sdk/client-athena';

/** The end of a query. */
export interface QueryEnd {
  readonly state: 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  /** Athena's reason if the query did not succeed; it may give none. */
  readonly reason: string | undefined;
  /** Whether Athena says that the query might succeed if it is started again. */
  readonly retryable: boolean;
}

const ends = ['SUCCEEDED', 'FAILED', 'CANCELLED'] as const;

/** Milliseconds between polls: the end of a short query is seen soon, and a long query is not polled every second. */
const firstWait = 200;
const longestWait = 3_000;

/**
 * Waits for a query to end.
 * @param sleep takes milliseconds; if it throws, the waiting ends and the query goes on
 */
export const queryEnd = async (
  athena: AthenaClient,
  QueryExecutionId: string,
  sleep: (milliseconds: number) => Promise<unknown>,
): Promise<QueryEnd> => {
  for (let wait = firstWait; ; wait = Math.min(longestWait, wait * 1.5)) {
    const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    const { State, StateChangeReason, AthenaError } = QueryExecution?.Status ?? {};
    const state = ends.find(end => end === State);
    if (state !== undefined)
      return { state, reason: StateChangeReason, retryable: AthenaError?.Retryable ?? false };
    await sleep(wait);
  }
};
