import type { SFNClient } from '@aws-sdk/client-sfn';
import { executionName } from '../../lab/execution-arn.ts';
import { inParallel } from '../../lab/in-parallel.ts';
import { type Lab, stateMachineArn } from '../../lab/names.ts';
import { errorWords } from '../../lab/words/words.ts';
import { describeRun, type PastRun } from '../../reconcile/past-run.ts';
import { latestRunItems } from '../../reconcile/runs.ts';
import type { PageRun, Tone } from '../model.ts';

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
  action: run.kind,
  trigger: run.trigger,
  tone: toneOf(run),
  ended: run.leftTo === undefined ? run.status.toLowerCase().replaceAll('_', ' ') : 'skipped',
  words: wordsOf(run),
});

/** As many as a page has room for; each takes a call. */
const shown = 20;

/**
 * Far below the burst of calls that Step Functions allows an account:
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const callsAtOnce = 10;

/** The latest runs, newest first. AWS may take a moment to list one that has just started. */
export const latestRuns = async (sfn: SFNClient, lab: Lab): Promise<readonly PageRun[]> => {
  const items = await latestRunItems(sfn, stateMachineArn(lab), shown);
  return inParallel(callsAtOnce, items, async item => pageRun(await describeRun(sfn, item)));
};
