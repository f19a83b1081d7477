import { copiedInAll } from '../../lab/words/words.ts';
import type { Answer, Context } from '../command.ts';
import type { RunResult } from '../follow/follow-run.ts';
import { type RunOptions, requestOf } from '../follow/request.ts';
import { runToEnd } from '../follow/run-to-end.ts';
import { wouldChange } from '../follow/would-change.ts';
import { copyDollars } from '../render/copy-cost.ts';
import { otherwise } from '../render/next.ts';
import { planPage } from '../render/plan-page.ts';
import { outputStyle } from '../render/style.ts';
import { openSession, type Session, within } from '../session.ts';
import { failedRun, runDocument } from './run-document.ts';

export interface PlanOptions extends RunOptions {
  /** Also lists unchanged resources. */
  readonly all?: boolean;
  /** Lets the exit code say whether anything would change. */
  readonly exitCode?: boolean;
}

/** With `--exit-code`, if a rebuild would change something; docs/decisions/0004 says why it is not 0, 1 or 2. */
const wouldChangeCode = 3;

/** A plan's result, as a command's answer. */
export const planAnswer = (
  session: Session,
  result: RunResult,
  { all = false, exitCode = false, datasets }: PlanOptions,
): Answer => {
  const { outcomes, definition, mostDollarsPerDay, orphaned, notes } = result;
  const changes = wouldChange(result);
  const copied = copiedInAll(outcomes);
  const document = {
    ...runDocument(session, result),
    wouldChange: changes,
    filesToCopy: copied?.copiedFiles ?? 0,
    bytesToCopy: copied?.copiedBytes ?? 0,
    copyDollars: copied === undefined ? 0 : copyDollars(copied),
    mostDollarsPerDay: mostDollarsPerDay ?? null,
    definition: definition ?? null,
    outcomes,
    orphaned,
    notes,
  };
  const page = planPage(result, session.lab.name, outputStyle(), all);
  const text = [page, ...otherwise(session, outcomes, datasets === undefined ? {} : { datasets })].join('\n');
  if (result.result === 'failed') return failedRun(session, result, 'plan', { document, text });
  return { document, text, ...(exitCode && changes === true ? { exitCode: wouldChangeCode } : {}) };
};

/**
 * Shows what a rebuild would do, without changing anything.
 * @throws UsageError, NoSuchLab
 */
export const plan = async (context: Context, options: PlanOptions): Promise<Answer> => {
  const request = requestOf('plan', options);
  const session = await openSession(context.target);
  return within(session, async () => planAnswer(session, await runToEnd(context, session, request), options));
};
