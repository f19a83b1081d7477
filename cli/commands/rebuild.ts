import type { Answer, Context } from '../command.ts';
import { UsageError } from '../errors.ts';
import { followRun } from '../follow/follow-run.ts';
import { startRun } from '../follow/runs.ts';
import { commandFor } from '../render/next.ts';
import { openSession, within } from '../session.ts';
import { runAnswer } from './run-answer.ts';

export interface RebuildOptions {
  /** Names, separated by commas. */
  readonly datasets?: string;
}

/** @throws UsageError */
const namesIn = (list: string | undefined): readonly string[] => {
  if (list === undefined) return [];
  const names = list.split(',').map(name => name.trim());
  if (names.includes(''))
    throw new UsageError(`--datasets '${list}' has an empty name in it: write it as orders,customers.`);
  return names;
};

/** Starts a run of the state machine and follows it to its end. */
const run = async (
  { target, interrupt, progress }: Context,
  { datasets }: RebuildOptions,
  action: 'rebuild' | 'plan',
): Promise<Answer> => {
  const names = namesIn(datasets);
  const planning = action === 'plan';
  const session = await openSession(target);
  return within(session, async () => {
    const arn = await startRun(session, { action, datasets: names });
    interrupt.means(
      `Interrupted. The ${action} goes on without us: see how it does with \`${commandFor(session, 'status')}\`.`,
    );
    return runAnswer(session, await followRun(session, arn, progress, interrupt, planning), planning);
  });
};

/** Puts the lab right where it is not as its definition says. */
export const rebuild = (context: Context, options: RebuildOptions): Promise<Answer> =>
  run(context, options, 'rebuild');

/** Says what a rebuild would do, and changes nothing. */
export const plan = (context: Context, options: RebuildOptions): Promise<Answer> =>
  run(context, options, 'plan');
