import type { RunLink } from '../../lab/api-answers.ts';
import { Failed, UsageError } from '../errors.ts';
import { type EndpointAnswer, parseAnswer } from './answer.ts';
import type { RawAnswer } from './call.ts';

/** Including the first. */
const mostCalls = 6;
/** Seconds. If the endpoint asks for more, we give up. */
const longestPause = 60;

/** The run that does the work, and whether this call started it. */
export interface RebuildRun {
  readonly run: RunLink;
  readonly how: 'started' | 'repeated' | 'under way';
}

interface RetryHooks {
  /** Waits this many milliseconds. */
  sleep(milliseconds: number): Promise<void>;
  note(text: string): Promise<void>;
}

const refusal = ({ status, why }: Extract<EndpointAnswer, { kind: 'refused' }>): Error => {
  if (status === 400) return new UsageError(`The endpoint does not accept this: ${why}`);
  const allowed =
    status === 403 ? '. These credentials may need execute-api:Invoke on it, in its own account' : '';
  return new Failed(`The endpoint answered ${status}: ${why}${allowed}`);
};

/**
 * Calls the endpoint until it answers: after a 429 or 503 it calls again when the answer says, a few times at most.
 * Every call has the same Idempotency-Key, so that a lost answer does not start a second run.
 *
 * @throws UsageError for a 400; Failed for any other refusal
 */
export const askRebuild = async (
  call: () => Promise<RawAnswer>,
  { sleep, note }: RetryHooks,
): Promise<RebuildRun> => {
  for (let calls = 1; ; calls += 1) {
    const answer = parseAnswer(await call());
    if (answer.kind === 'run') return answer;
    if (answer.kind === 'refused') throw refusal(answer);
    const { seconds = 2 ** calls, why } = answer;
    if (calls === mostCalls || seconds > longestPause)
      throw new Failed(
        `The endpoint still asks to retry later, after ${calls} ${calls === 1 ? 'call' : 'calls'}: ${why}. ` +
          `Try again in ${Math.ceil(seconds)} s.`,
      );
    await note(`The endpoint asks us to wait ${Math.ceil(seconds)} s (${why}).`);
    await sleep(seconds * 1000);
  }
};
