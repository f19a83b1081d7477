import type { PastRun } from '../../reconcile/past-run.ts';
import type { Answer } from '../command.ts';
import { UsageError } from '../errors.ts';
import { runHistory } from '../follow/history.ts';
import { historyPage } from '../render/history-page.ts';
import { outputColumns } from '../render/output-columns.ts';
import { outputStyle } from '../render/style.ts';
import type { Session } from '../session.ts';

const usual = 10;
/** Each run takes one call, a failed one two: a longer list could run into the account's rate limits. */
const most = 100;

/**
 * How many runs `--history` lists.
 * @throws UsageError
 */
export const historySize = (given: string | true): number => {
  if (given === true) return usual;
  const size = Number(given);
  if (!/^\d+$/.test(given) || size < 1 || size > most)
    throw new UsageError(`--history '${given}' is not a number of runs: give one from 1 to ${most}.`);
  return size;
};

const documentOf = (run: PastRun) => ({
  execution: run.arn,
  name: run.name,
  status: run.status,
  action: run.action,
  kind: run.kind,
  trigger: run.trigger,
  startedAt: run.startedAt.toISOString(),
  stoppedAt: run.stoppedAt?.toISOString() ?? null,
  outcomes: run.outcomes ?? null,
  repaired: run.repaired ?? null,
  skippedFor: run.leftTo ?? null,
  ...(run.failure === undefined ? {} : { error: run.failure.error, cause: run.failure.cause }),
});

/** The runs of a lab, newest first. @throws NoSuchLab */
export const history = async (session: Session, size: number): Promise<Answer> => {
  const runs = await runHistory(session, size);
  const { name: lab, account, region } = session.lab;
  return {
    document: { lab, account, region, runs: runs.map(documentOf) },
    text: historyPage(lab, runs, outputStyle(), outputColumns()),
  };
};
