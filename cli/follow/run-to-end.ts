import { purposeIn } from '../../lab/run-purpose.ts';
import { actionNames } from '../../lab/words/words.ts';
import type { Context } from '../command.ts';
import { commandFor } from '../render/next.ts';
import type { Session } from '../session.ts';
import { followRun, type RunResult } from './follow-run.ts';
import { type RunRequest, startRun } from './runs.ts';

/** Whether a rebuild asks for something that another one, already under way, may not do. */
const asksForMore = ({ action, ...more }: RunRequest): boolean => Object.keys(more).length > 0;

/**
 * Starts a run and follows it to its end. A rebuild leaves the work to another one that is under way; if it was asked
 * to do more than any rebuild does, it is started again afterwards.
 * @throws Interrupted, while the run continues; NoSuchLab
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
      `You pressed Ctrl-C. The ${actionNames[action]} continues: see its progress with \`${commandFor(session, action === 'rebuild' ? 'status' : 'status --history')}\`.`,
    );
    // A destroy that is not confirmed only looks.
    const planning = purposeIn(request).action === 'plan';
    const result = await followRun(session, arn, progress, interrupt, planning);
    if (result.arn === arn || !asksForMore(request)) return result;
    await progress.note('That rebuild does not do everything that you asked for. Starting another.');
  }
};
