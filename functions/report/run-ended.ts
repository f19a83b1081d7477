import { DescribeExecutionCommand, type DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import { isRecord, jsonOf } from '../../lab/json-of.ts';
import { assetKeys, type Lab } from '../../lab/names.ts';
import type { CaughtError, StepResult } from '../../lab/outcomes.ts';
import { purposeIn } from '../../lab/run-purpose.ts';
import type { PageClients } from '../../page/ask/surroundings.ts';
import { assetsAreOurs, readAsset } from '../../reconcile/assets.ts';
import type { CouldNot } from '../frame/could-not.ts';
import { readHistory } from './history.ts';
import { joinReport } from './join.ts';
import { stopJobRuns } from './stop-job-runs.ts';
import { type AnnouncementClients, tellFinished } from './tell-finished.ts';
import { writeReport } from './write-report.ts';

/** The part of AWS's event that we read: https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
export interface StatusChange {
  readonly detail: { readonly executionArn: string; readonly name: string };
}

/** For the log. */
export interface RunEndedResult {
  readonly did: 'nothing' | 'reported';
  readonly why: string;
  readonly stopped: readonly string[];
}

export interface Clients extends AnnouncementClients, PageClients {}

/** Causes for runs without one from AWS. */
const causes: Readonly<Record<string, CaughtError>> = {
  ABORTED: {
    Error: 'Aborted',
    Cause: 'the run was stopped before its end. Start it again: it goes on from where it was',
  },
  TIMED_OUT: { Error: 'States.Timeout', Cause: 'the run took longer than the state machine allows' },
};

const causeOf = ({ status = 'FAILED', error, cause }: DescribeExecutionOutput): CaughtError => {
  const usual = causes[status] ?? { Error: status, Cause: 'AWS gives no cause' };
  return { Error: error || usual.Error, Cause: cause || usual.Cause || '' };
};

/** What a report names; a broken one names nothing. Its schema would add 12 KB to the template. */
const resourcesIn = (report: unknown): readonly string[] =>
  isRecord(report) && Array.isArray(report.outcomes)
    ? report.outcomes.flatMap(outcome =>
        isRecord(outcome) && typeof outcome.resource === 'string' ? [outcome.resource] : [],
      )
    : [];

/** The lab's jobs that the last report or this run's steps name. */
const jobsIn = (steps: readonly StepResult[], lastReport: string | undefined): readonly string[] => {
  const resources = [jsonOf(lastReport), ...steps].flatMap(resourcesIn);
  return [...new Set(resources.flatMap(resource => /^job\/(.+)$/.exec(resource)?.[1] ?? []))];
};

/**
 * Finishes a run that could not report itself because it was stopped, timed out, or failed before its report: writes
 * the report, stops the job runs that it left behind, and sends notices.
 *
 * @param topicArn empty: no notices
 * @param couldNot is called with each failure
 */
export const runEnded = async (
  clients: Clients,
  lab: Lab,
  topicArn: string,
  executionArn: string,
  now: Date,
  couldNot: CouldNot,
): Promise<RunEndedResult> => {
  const { s3, sfn, glue } = clients;
  const described = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  const { name = '', startDate = now, stopDate = now } = described;
  const input = jsonOf(described.input);
  const purpose = purposeIn(input);
  const nothing = (why: string): RunEndedResult => ({ did: 'nothing', why, stopped: [] });
  if (purpose.action !== 'rebuild') return nothing(`a ${purpose.action} writes no report`);
  const history = await readHistory(sfn, executionArn);
  if (history.reported) return nothing('it has reported itself');
  if ((await readAsset(s3, lab, assetKeys.report(name))) !== undefined) return nothing('it has a report');

  const latest = await readAsset(s3, lab, assetKeys.latestReport);
  const jobs = jobsIn(history.steps, latest?.text);
  const stopped = await stopJobRuns(glue, lab, jobs, name, couldNot);
  const ending: StepResult = { step: 'Execution', outcomes: [], failure: causeOf(described) };
  const execution = { arn: executionArn, name, startedAt: startDate.toISOString() };
  const report = joinReport(
    lab,
    {
      execution,
      input,
      run: history.run,
      steps: [ending, ...history.steps],
      proofs: history.proofs,
      jobRuns: history.jobRuns,
    },
    stopDate,
  );
  const mayWrite = await assetsAreOurs(s3, lab).catch(error => {
    couldNot('the report could not be written', error);
    return false;
  });
  // A run that failed in Plan has nothing that later ones could compare with.
  const before = history.run === null ? null : latest;
  const written = mayWrite
    ? await writeReport(clients, lab, report, before, couldNot)
    : { report: null, page: null };
  await tellFinished(clients, lab, topicArn, report, written, couldNot);
  return { did: 'reported', why: `${report.failures[0]?.error}`, stopped };
};
