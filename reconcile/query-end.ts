import { type AthenaClient, GetQueryExecutionCommand } from '@aws-sdk/client-athena';

/** How a query came out. */
export interface QueryEnd {
  readonly state: 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  /** Athena's words, where it did not succeed; it may have none. */
  readonly reason: string | undefined;
}

const ends = ['SUCCEEDED', 'FAILED', 'CANCELLED'] as const;

/** Milliseconds between looks: short queries are seen soon, long ones are not asked for every second. */
const firstWait = 200;
const longestWait = 3_000;

/**
 * Waits for a query's end.
 * @param sleep takes milliseconds; what it throws ends the waiting, and the query goes on
 */
export const queryEnd = async (
  athena: AthenaClient,
  QueryExecutionId: string,
  sleep: (milliseconds: number) => Promise<unknown>,
): Promise<QueryEnd> => {
  for (let wait = firstWait; ; wait = Math.min(longestWait, wait * 1.5)) {
    const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    const { State, StateChangeReason } = QueryExecution?.Status ?? {};
    const state = ends.find(end => end === State);
    if (state !== undefined) return { state, reason: StateChangeReason };
    await sleep(wait);
  }
};
