import { findTrino, localOptions, places } from '../../local-aws/index.ts';
import type { Answer, Context } from '../command.ts';
import { checkTrustOption, settleTrust, type TrustOptions } from '../deploy/trust.ts';
import type { RunResult } from '../follow/follow-run.ts';
import { type RunOptions, requestOf } from '../follow/request.ts';
import { runToEnd } from '../follow/run-to-end.ts';
import { nextSteps, otherwise } from '../render/next.ts';
import { outputStyle } from '../render/style.ts';
import { summary } from '../render/summary.ts';
import { openSession, type Session, within } from '../session.ts';
import { failedRun, runDocument } from './run-document.ts';

/** A rebuild's result, as a command's answer. */
export const rebuildAnswer = (
  session: Session,
  result: RunResult,
  { datasets }: Pick<RunOptions, 'datasets'> = {},
): Answer => {
  const { outcomes, proofs, report } = result;
  const hints = otherwise(session, outcomes, datasets === undefined ? {} : { datasets }).map(
    hint => `\n${hint}`,
  );
  const text = [summary(result, session.lab.name, outputStyle()), ...hints].join('\n');
  const document = {
    ...runDocument(session, result),
    ...(report === undefined ? { outcomes, proofs } : {}),
    report: report ?? null,
  };
  if (result.result === 'failed') return failedRun(session, result, 'rebuild', { document, text });
  const isOnDuckDb = session.local !== undefined && findTrino(places(localOptions).trino) === undefined;
  return { document, text: `${text}\n\n${nextSteps(session, proofs, isOnDuckDb)}` };
};

export type RebuildOptions = RunOptions & TrustOptions;

/**
 * Brings the lab back to its definition.
 * @throws UsageError, NoSuchLab
 */
export const rebuild = async (context: Context, options: RebuildOptions): Promise<Answer> => {
  const request = requestOf('rebuild', options);
  checkTrustOption(options, context.target);
  const session = await openSession(context.target);
  return within(session, async () => {
    await settleTrust(context, session, 'stack', options);
    return rebuildAnswer(session, await runToEnd(context, session, request), options);
  });
};
