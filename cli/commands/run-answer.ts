import { ProofFailed, ResourceRefused } from '../../lab/errors.ts';
import type { Answer } from '../command.ts';
import type { RunResult } from '../follow/follow-run.ts';
import { nextSteps } from '../render/next.ts';
import { plainStyle, type Style, styleFor } from '../render/style.ts';
import { summary } from '../render/summary.ts';
import type { Session } from '../session.ts';

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

/** What the summary shows already, each at its resource or query. */
const inSummary: readonly string[] = [ResourceRefused.errorName, ProofFailed.errorName];

/** The first cause, which is mostly the cause of all the others, and what else broke. */
const failureOf = (
  session: Session,
  { failure, report, arn, status }: RunResult,
  planning: boolean,
): string => {
  const [first, ...others] = report?.failures ?? [];
  const cause = first === undefined ? failure?.cause : `${first.step}: ${first.cause}`;
  const error = first?.error ?? failure?.error ?? 'Error';
  const broken = others.filter(other => !inSummary.includes(other.error));
  const rest = broken.map(other => `\nThen ${other.step}: ${other.cause} (${other.error})`).join('');
  return (
    `The ${planning ? 'plan' : 'rebuild'} of lab ${session.lab.name} ${ends[status]}. ` +
    `${cause ?? 'AWS gives no cause'} (${error})${rest}${executionLink(session, arn)}`
  );
};

/** What a run came to, as the answer of a command. */
export const runAnswer = (session: Session, result: RunResult, planning = false): Answer => {
  const style: Style = process.stdout.isTTY ? styleFor(process.stdout) : plainStyle;
  const text = summary(result, session.lab.name, style, planning);
  const { arn, status, seconds, outcomes, proofs, failure, report } = result;
  const document = {
    lab: session.lab.name,
    account: session.lab.account,
    region: session.lab.region,
    execution: arn,
    result: result.result,
    status,
    seconds,
    ...(failure === undefined ? {} : { error: failure.error, cause: failure.cause }),
    ...(report === undefined ? { outcomes, proofs } : {}),
    report: report ?? null,
  };
  if (result.result === 'failed') return { document, text, failure: failureOf(session, result, planning) };
  return { document, text: planning ? text : `${text}\n\n${nextSteps(session, proofs)}` };
};
