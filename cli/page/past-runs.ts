import { executionName } from '../../lab/execution-arn.ts';
import { errorWords } from '../../lab/words/words.ts';
import type { PageRun, Tone } from '../../page/model.ts';
import { type PastRun, runHistory } from '../follow/history.ts';
import type { Session } from '../session.ts';

const toneOf = ({ status, leftTo }: PastRun): Tone => {
  if (status === 'RUNNING' || leftTo !== undefined) return 'idle';
  return status === 'SUCCEEDED' ? 'good' : 'bad';
};

const wordsOf = ({ outcomes = {}, failure, leftTo }: PastRun): string => {
  if (leftTo !== undefined) return `left to ${executionName(leftTo)}`;
  if (failure !== undefined) return `${failure.cause}${errorWords(failure.error)}`;
  return Object.entries(outcomes)
    .map(([outcome, size]) => `${size} ${outcome}`)
    .join(', ');
};

/** A run as a page shows it. */
export const pageRun = (run: PastRun): PageRun => ({
  name: run.name,
  startedAt: run.startedAt,
  seconds:
    run.stoppedAt === undefined ? undefined : (run.stoppedAt.getTime() - run.startedAt.getTime()) / 1000,
  action: run.action,
  trigger: run.trigger,
  tone: toneOf(run),
  ended: run.leftTo === undefined ? run.status.toLowerCase().replaceAll('_', ' ') : 'skipped',
  words: wordsOf(run),
});

/** As many as a page has room for; each takes one call, a failed one two. */
const shown = 20;

/** The latest runs, newest first. */
export const pastRuns = async (session: Session): Promise<readonly PageRun[]> =>
  (await runHistory(session, shown)).map(pageRun);
