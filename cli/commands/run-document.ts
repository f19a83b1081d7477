import { FilesInTheWay, InvalidInput, ProofFailed, ResourceRefused } from '../../lab/errors.ts';
import type { RunInput } from '../../lab/run.ts';
import { actionNames, errorWords } from '../../lab/words/words.ts';
import type { Answer } from '../command.ts';
import type { RunResult } from '../follow/follow-run.ts';
import { isFinding } from '../follow/would-change.ts';
import type { Session } from '../session.ts';

/** What every command that follows a run reports to programs. */
export const runDocument = ({ lab }: Session, { arn, result, status, seconds, failure }: RunResult) => ({
  lab: lab.name,
  account: lab.account,
  region: lab.region,
  execution: arn,
  result,
  status,
  seconds,
  ...(failure === undefined ? {} : { error: failure.error, cause: failure.cause }),
});

const executionLink = ({ lab, endpoint }: Session, arn: string): string =>
  endpoint === undefined
    ? `\nSee https://${lab.region}.console.aws.amazon.com/states/home?region=${lab.region}#/v2/executions/details/${arn}`
    : '';

const ends: Readonly<Record<RunResult['status'], string>> = {
  succeeded: 'failed',
  failed: 'failed',
  aborted: 'was stopped',
  'timed out': 'timed out',
};

/** The summary already shows these, each at its resource or query. */
const inSummary: readonly string[] = [
  ResourceRefused.errorName,
  FilesInTheWay.errorName,
  ProofFailed.errorName,
];

/** How Plan begins what is wrong with what the run was asked to do. */
const ofInput = /^Plan: (the input,|the stack's parameter Datasets:)/;

/**
 * Whether Plan refused what the run was asked to do: only the definition knows which datasets and resources there are.
 * Where the error has no name of its own, as on the local AWS, its words tell.
 */
export const isBadInput = ({ failure }: Pick<RunResult, 'failure'>): boolean =>
  failure !== undefined &&
  (failure.error === InvalidInput.errorName ||
    (errorWords(failure.error) === '' && ofInput.test(failure.cause)));

/** How a command ends whose run failed. Nothing was done for a bad input, so there is nothing to show either. */
export const failedRun = (
  session: Session,
  result: RunResult,
  action: RunInput['action'],
  { document, text }: Pick<Answer, 'document' | 'text'>,
): Answer =>
  isBadInput(result)
    ? {
        document,
        text: '',
        failure: `Nothing was done. ${(result.failure?.cause ?? '').replace(/^Plan: /, '')}`,
        exitCode: 2,
      }
    : { document, text, failure: runFailure(session, result, action) };

/** Why a run failed, in one message: the first cause, which usually explains the others, and what else broke. */
export const runFailure = (
  session: Session,
  { failure, report, arn, status }: RunResult,
  action: RunInput['action'],
): string => {
  const [first, ...others] = report?.failures ?? [];
  const cause = first === undefined ? failure?.cause : `${first.step}: ${first.cause}`;
  const error = errorWords(first?.error ?? failure?.error);
  const broken = others.filter(other => !inSummary.includes(other.error));
  const rest = broken.map(other => `\nThen ${other.step}: ${other.cause}${errorWords(other.error)}`).join('');
  // A plan that finds why a rebuild would fail has done its job.
  const what =
    action === 'plan' && isFinding(first?.error ?? failure?.error)
      ? `A rebuild of lab ${session.lab.name} would fail`
      : `The ${actionNames[action]} of lab ${session.lab.name} ${ends[status]}`;
  return `${what}. ` + `${cause ?? 'AWS gives no cause'}${error}${rest}${executionLink(session, arn)}`;
};
