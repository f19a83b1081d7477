import type { RunLink } from '../../lab/api-answers.ts';
import { Failed, UsageError } from '../errors.ts';
import { parseAnswer, type RebuildAnswered } from './answer.ts';
import type { Raw } from './call.ts';

/** With the first call. */
const mostCalls = 6;
/** Seconds; whoever asks for more is not waited for. */
const longestPause = 60;

/** The run that does the work, and whether this call began it. */
export interface Asked {
  readonly run: RunLink;
  readonly how: 'started' | 'repeated' | 'under way';
}

interface Waiting {
  /** Waits that many milliseconds. */
  sleep(milliseconds: number): Promise<void>;
  note(text: string): Promise<void>;
}

const refusal = ({ status, why }: Extract<RebuildAnswered, { kind: 'refused' }>): Error => {
  if (status === 400) return new UsageError(`The endpoint does not take this: ${why}`);
  const allowed =
    status === 403 ? '. These credentials may need execute-api:Invoke on it, in its own account' : '';
  return new Failed(`The endpoint answers ${status}: ${why}${allowed}`);
};

/**
 * Asks for a rebuild until there is an answer: 429 and 503 are asked again, when they say so, and not for ever. Every
 * call carries the same Idempotency-Key, so that one which got lost on its way back starts nothing twice.
 *
 * @throws UsageError for a 400; Failed for whatever else the endpoint does not do
 */
export const askRebuild = async (call: () => Promise<Raw>, { sleep, note }: Waiting): Promise<Asked> => {
  for (let calls = 1; ; calls += 1) {
    const answer = parseAnswer(await call());
    if (answer.kind === 'run') return answer;
    if (answer.kind === 'refused') throw refusal(answer);
    const { seconds = 2 ** calls, why } = answer;
    if (calls === mostCalls || seconds > longestPause)
      throw new Failed(
        `The endpoint asks to come back later, after ${calls} ${calls === 1 ? 'call' : 'calls'}: ${why}. ` +
          `Try again in ${Math.ceil(seconds)} s.`,
      );
    await note(`The endpoint asks to wait ${Math.ceil(seconds)} s (${why}).`);
    await sleep(seconds * 1000);
  }
};
