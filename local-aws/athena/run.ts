import { TrinoGone } from '../trino/statement.ts';
import { TrinoFailed } from '../trino/trino.ts';
import type { Execution, Executions } from './execution.ts';
import { AthenaRefusal } from './refusal.ts';

/** The query has read more than its workgroup allows. */
export class ScannedTooMuch extends Error {
  override readonly name = 'ScannedTooMuch';
}

/** Does a query's work. @returns what its execution knows more of then */
export type Work = (stopped: AbortSignal, onRead: () => void) => Promise<Partial<Execution>>;

/**
 * Runs a query to its end, which is in its execution afterwards, whatever happens.
 * @returns why Athena did not even read it, as soon as that is known; undefined if it did
 */
export const run = (
  execution: Execution,
  executions: Executions,
  work: Work,
  stopped: AbortSignal,
  onEnd: () => void,
): Promise<AthenaRefusal | undefined> =>
  new Promise(resolve => {
    const end = (ending: Partial<Execution>) => executions.end(execution, ending);
    work(stopped, () => resolve(undefined))
      .then(known => end({ ...known, state: 'SUCCEEDED' }))
      .catch(async (error: unknown) => {
        const refusal = inAthenasWords(error);
        const isTooMuch = error instanceof ScannedTooMuch;
        await end(stopped.aborted ? cancelled : isTooMuch ? scannedTooMuch : failed(refusal));
        resolve(refusal.when === 'start' ? refusal : undefined);
      })
      .catch(console.error)
      .finally(() => {
        resolve(undefined);
        onEnd();
      });
  });

const cancelled = { state: 'CANCELLED', reason: 'Query was cancelled by user' } as const;

const scannedTooMuch = { state: 'CANCELLED', reason: 'Bytes scanned limit was exceeded' } as const;

const failed = ({ text, category, type, errorMessage }: AthenaRefusal): Partial<Execution> => ({
  state: 'FAILED',
  reason: text,
  error: { category, type, message: errorMessage },
});

const inAthenasWords = (error: unknown): AthenaRefusal => {
  if (error instanceof AthenaRefusal) return error;
  if (error instanceof TrinoGone || error instanceof TrinoFailed)
    return new AthenaRefusal(
      'INTERNAL_ERROR_QUERY_ENGINE: the engine of the local AWS ended during this query, and the next query starts it ' +
        `again. ${error.message}`,
      { when: 'run', category: 1, type: 233 },
    );
  return new AthenaRefusal(`GENERIC_INTERNAL_ERROR: ${error instanceof Error ? error.message : error}`, {
    when: 'run',
    category: 1,
  });
};
