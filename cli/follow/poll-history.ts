import { type HistoryEvent, paginateGetExecutionHistory, type SFNClient } from '@aws-sdk/client-sfn';
import { runEnds } from '../../lab/history/history-event.ts';
import { isConnectionError, isThrottle } from '../errors.ts';
import type { Interrupt } from '../interrupt.ts';

/** Milliseconds. */
export interface Pace {
  /** Between two polls. */
  readonly interval: number;
  /** How long AWS may be unreachable, beyond the SDK's own retries, before we give up. */
  readonly patience: number;
}

const pageSize = 200;
const longestInterval = 20_000;

/** Events after the one with this number, oldest first. Reads backwards, so that old pages are not read again. */
const eventsAfter = async (
  sfn: SFNClient,
  executionArn: string,
  last: number,
): Promise<readonly HistoryEvent[]> => {
  const found: HistoryEvent[] = [];
  const pages = paginateGetExecutionHistory({ client: sfn, pageSize }, { executionArn, reverseOrder: true });
  for await (const { events = [] } of pages) {
    const fresh = events.filter(({ id }) => (id ?? 0) > last);
    found.push(...fresh);
    if (fresh.length < events.length) break;
  }
  return found.reverse();
};

/**
 * A run's history as it grows, from its first event to its last. Repeats throttled and lost calls.
 * @throws Interrupted; AWS's errors
 */
export async function* pollHistory(
  sfn: SFNClient,
  executionArn: string,
  pace: Pace,
  interrupt: Interrupt,
): AsyncGenerator<HistoryEvent> {
  let last = 0;
  let { interval } = pace;
  let answeredAt = Date.now();
  for (;;) {
    try {
      const events = await eventsAfter(sfn, executionArn, last);
      answeredAt = Date.now();
      interval = pace.interval;
      yield* events;
      last = events.at(-1)?.id ?? last;
      if (runEnds.has(events.at(-1)?.type)) return;
    } catch (error) {
      const lost = isConnectionError(error) && Date.now() - answeredAt < pace.patience;
      if (!lost && !isThrottle(error)) throw error;
      interval = Math.min(longestInterval, interval * 2);
    }
    await interrupt.sleep(interval);
  }
}
