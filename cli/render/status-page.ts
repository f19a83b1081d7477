import type { Stack } from '@aws-sdk/client-cloudformation';
import { bucketName, databaseName, workgroupName, zones } from '../../lab/names.ts';
import type { Report } from '../../lab/report.ts';
import { oneLine } from '../../lab/words/one-line.ts';
import { counted, duration } from '../../lab/words/units.ts';
import { jobRunWords, outcomeCounts } from '../../lab/words/words.ts';
import type { RunItem } from '../../reconcile/runs.ts';
import type { PastRun } from '../follow/history.ts';
import type { Session } from '../session.ts';
import { commandFor, firstQuery } from './next.ts';
import type { Style } from './style.ts';

/** What is known about a lab. */
export interface LabStatus {
  readonly stack: Stack;
  readonly running: RunItem | undefined;
  readonly last: RunItem | undefined;
  /** The latest run that did something but wrote no report: stopped, timed out, failed at its start, or a destroy. */
  readonly unreported: PastRun | undefined;
  readonly report: Report | undefined;
  /** Why the last report can't be read. */
  readonly unreadable: string | undefined;
}

const ago = (date: Date, now: Date): string => {
  const seconds = Math.max(0, (now.getTime() - date.getTime()) / 1000);
  const words = (size: number, unit: string) => `${counted(Math.round(seconds / size), unit)} ago`;
  if (seconds < 90) return words(1, 'second');
  if (seconds < 90 * 60) return words(60, 'minute');
  return seconds < 36 * 3600 ? words(3600, 'hour') : words(86_400, 'day');
};

const runLine = (report: Report, style: Style, now: Date): string => {
  const result = report.result === 'succeeded' ? style.green('succeeded') : style.red('failed');
  return `${result} ${ago(new Date(report.finishedAt), now)}, in ${duration(report.seconds)}`;
};

const dataLine = ({ definition }: Report): string =>
  definition === undefined
    ? 'unknown'
    : oneLine(
        `${definition.title} ${definition.version}, ${definition.seed}${definition.synthetic ? ' (synthetic data: made up, not real)' : ''}`,
      );

const proofLine = ({ proofs }: Report, style: Style): string => {
  const passed = proofs.filter(proof => proof.passed).length;
  const words = `${passed} of ${proofs.length} passed`;
  return passed === proofs.length ? words : style.red(words);
};

const unreportedLine = ({ name, action, status, stoppedAt }: PastRun, style: Style, now: Date): string => {
  const when = stoppedAt === undefined ? '' : ` ${ago(stoppedAt, now)}`;
  if (status === 'SUCCEEDED' && action === 'destroy') return style.yellow(`${name} destroyed the lab${when}`);
  const words = `${name} ${status.toLowerCase().replace('_', ' ')}${when}, without a report`;
  return status === 'SUCCEEDED' ? words : style.red(words);
};

const reportLines = (
  { report, unreadable }: LabStatus,
  style: Style,
  now: Date,
): (readonly [string, string])[] => {
  if (unreadable !== undefined)
    return [['Last run', style.yellow(oneLine(`${unreadable}. Use the Daybreak that wrote it, or rebuild`))]];
  if (report === undefined) return [['Last run', 'no report yet']];
  const [first] = report.failures;
  return [
    ['Last run', runLine(report, style, now)],
    ...(first === undefined ? [] : [['First cause', oneLine(`${first.step}: ${first.cause}`)] as const]),
    ['Data', dataLine(report)],
    ['Resources', outcomeCounts(report.outcomes, false)],
    ...(report.jobRuns.length === 0 ? [] : [['Jobs', report.jobRuns.map(jobRunWords).join('; ')] as const]),
    ['Proofs', proofLine(report, style)],
  ];
};

/** The state of a lab, for people. */
export const statusPage = (session: Session, status: LabStatus, style: Style, now = new Date()): string => {
  const { lab, local, endpoint, stateMachineArn } = session;
  const { stack, running, unreported, report } = status;
  const rows: readonly (readonly [string, string])[] = [
    [
      'Where',
      `${local === undefined ? 'account' : 'local AWS, account'} ${lab.account}, ${lab.region}${endpoint === undefined ? '' : `, ${endpoint}`}`,
    ],
    ...(local?.glueEndpoint === undefined
      ? []
      : [['Glue', `${local.glueEndpoint}, which runs jobs (AWS_ENDPOINT_URL_GLUE)`] as const]),
    ...(local?.athenaEndpoint === undefined
      ? []
      : [['Athena', `${local.athenaEndpoint} (AWS_ENDPOINT_URL_ATHENA)`] as const]),
    ['Stack', `${stack.StackName}, ${stack.StackStatus}`],
    ['State machine', stateMachineArn],
    ...(running === undefined
      ? []
      : [['Running now', style.yellow(`${running.name}, started ${ago(running.startedAt, now)}`)] as const]),
    ...(unreported === undefined ? [] : [['Latest run', unreportedLine(unreported, style, now)] as const]),
    ...reportLines(status, style, now),
    ['Databases', zones.map(zone => databaseName(lab, zone)).join(', ')],
    ['Workgroup', workgroupName(lab)],
    ['Buckets', zones.map(zone => bucketName(lab, zone)).join(', ')],
  ];
  const widest = Math.max(...rows.map(([left]) => left.length));
  return [
    style.bold(`Lab ${lab.name}`),
    ...rows.map(([left, right]) => `  ${left.padEnd(widest)}  ${right}`),
    '',
    report === undefined
      ? `Build it: ${commandFor(session, 'rebuild')}`
      : `Try a query: ${commandFor(session, 'query')} "${firstQuery(session, report.proofs)}"`,
  ].join('\n');
};
