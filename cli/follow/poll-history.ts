import { GetExecutionHistoryCommand, type HistoryEvent, type SFNClient } from '@aws-sdk/client-sfn';
import { isConnectionError, isThrottle } from '../errors.ts';
import type { Interrupt } from '../interrupt.ts';

/** Milliseconds. */
export interface Pace {
  /** Between two looks. */
  readonly interval: number;
  /** How long AWS may be out of reach, beyond what the SDK tries by itself, before we give up. */
  readonly patience: number;
}

const pageSize = 200;
const longestInterval = 20_000;

const runEnd = /^Execution(Succeeded|Failed|Aborted|TimedOut)$/;

/** What has happened since the event of that number, oldest first. Reads backwards, so that old pages stay unread. */
const eventsAfter = async (
  sfn: SFNClient,
  executionArn: string,
  last: number,
): Promise<readonly HistoryEvent[]> => {
  const found: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await sfn.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: pageSize, nextToken }),
    );
    const fresh = (page.events ?? []).filter(({ id }) => (id ?? 0) > last);
    found.push(...fresh);
    nextToken = fresh.length < (page.events?.length ?? 0) ? undefined : page.nextToken;
  } while (nextToken !== undefined);
  return found.reverse();
};

/**
 * A run's history as it grows, from its first event to its last.
 * @throws Interrupted, or what AWS says; a throttled or lost call is made again
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
      if (runEnd.test(events.at(-1)?.type ?? '')) return;
    } catch (error) {
      const lost = isConnectionError(error) && Date.now() - answeredAt < pace.patience;
      if (!lost && !isThrottle(error)) throw error;
      interval = Math.min(longestInterval, interval * 2);
    }
    await interrupt.sleep(interval);
  }
}
