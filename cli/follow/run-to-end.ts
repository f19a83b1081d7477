import type { Context } from '../command.ts';
import { commandFor } from '../render/next.ts';
import { actionNames } from '../render/words.ts';
import type { Session } from '../session.ts';
import { followRun, type RunResult } from './follow-run.ts';
import { type RunRequest, startRun } from './runs.ts';

/** Whether a rebuild asks for something that another one, which may be under way, was not asked for. */
const asksForMore = ({ action, ...more }: RunRequest): boolean => Object.keys(more).length > 0;

/**
 * Starts a run and follows it to its end. A rebuild beside another one leaves it the work; one that was to do more
 * than any rebuild does is then started again.
 * @throws Interrupted, while the run goes on; NoSuchLab
 */
export const runToEnd = async (
  { interrupt, progress }: Context,
  session: Session,
  request: RunRequest,
): Promise<RunResult> => {
  const { action } = request;
  for (;;) {
    const arn = await startRun(session, request);
    interrupt.means(
      `Interrupted. The ${actionNames[action]} goes on without us: see how it does with \`${commandFor(session, action === 'rebuild' ? 'status' : 'status --history')}\`.`,
    );
    const result = await followRun(session, arn, progress, interrupt, action === 'plan');
    if (result.arn === arn || !asksForMore(request)) return result;
    await progress.note('That one was not asked for what this one is: now one that is.');
  }
};
