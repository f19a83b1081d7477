import { AthenaClient, type QueryExecutionStatus } from '@aws-sdk/client-athena';
import { queryEnd } from '../../reconcile/query-end.ts';

/** An Athena that gives these answers in turn when it is asked about the query. */
const athenaSaying = (...statuses: readonly QueryExecutionStatus[]) => {
  const left = [...statuses];
  const athena = new AthenaClient({ region: 'us-east-1' });
  athena.middlewareStack.add(
    () => async () => ({
      response: {},
      output: { $metadata: {}, QueryExecution: { Status: left.shift() } },
    }),
    { step: 'initialize', priority: 'high' },
  );
  return athena;
};

test('a query is polled until it ends, less and less often', async () => {
  const waits: number[] = [];
  const running = Array.from({ length: 9 }, () => ({ State: 'RUNNING' as const }));
  const athena = athenaSaying({ State: 'QUEUED' }, ...running, { State: 'SUCCEEDED' });
  const end = await queryEnd(athena, 'q', async wait => waits.push(wait));
  expect(end).toEqual({ state: 'SUCCEEDED', reason: undefined, retryable: false });
  expect(waits).toEqual([200, 300, 450, 675, ...waits.slice(4)]);
  expect(waits.at(-1)).toBe(3_000);
});

test.each(['FAILED', 'CANCELLED'] as const)('a query that ended %s says why', async State => {
  const athena = athenaSaying({ State, StateChangeReason: 'no such table' });
  expect(await queryEnd(athena, 'q', async () => {})).toEqual({
    state: State,
    reason: 'no such table',
    retryable: false,
  });
});

test('a query that might succeed in another try says so', async () => {
  const athena = athenaSaying({ State: 'FAILED', AthenaError: { ErrorCategory: 1, Retryable: true } });
  expect(await queryEnd(athena, 'q', async () => {})).toMatchObject({ retryable: true });
});
