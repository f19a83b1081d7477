import type { Stack } from '@aws-sdk/client-cloudformation';
import { executionName } from '../../lab/execution-arn.ts';
import { bucketName, databaseName, workgroupName, zones } from '../../lab/names.ts';
import type { Report } from '../../lab/report.ts';
import { destroyKind } from '../../lab/run-kind.ts';
import { oneLine } from '../../lab/words/one-line.ts';
import { duration } from '../../lab/words/units.ts';
import { jobRunWords, outcomeCounts } from '../../lab/words/words.ts';
import type { PastRun } from '../../reconcile/past-run.ts';
import type { Observed } from '../follow/observe.ts';
import type { Session } from '../session.ts';
import { ago } from './ago.ts';
import { changedLines, differing, verdict } from './changed-page.ts';
import { commandFor, firstQuery, otherwise } from './next.ts';
import { columns } from './sections.ts';
import type { Style } from './style.ts';
import { zoneTitle } from './zone-words.ts';

/** What is known about a lab. */
export interface LabStatus {
  readonly stack: Stack;
  /** What changes the lab at this moment. */
  readonly running: PastRun | undefined;
  /** The latest run that ended and did something. */
  readonly deed: PastRun | undefined;
  /** Of the last rebuild that wrote one. */
  readonly report: Report | undefined;
  /** Why the last report can't be read. */
  readonly unreadable: string | undefined;
  /** Undefined if nobody looked: the lab is being changed, or there is none, or only the last report was asked for. */
  readonly observed: Observed | undefined;
  /** Whether nobody looked because these credentials may not start a run. */
  readonly mayNotLook?: boolean;
}

/** Whether the last thing that was done to a lab is that it was destroyed. */
export const isDestroyed = ({ deed }: Pick<LabStatus, 'deed'>): boolean =>
  deed?.kind === destroyKind && deed.status === 'SUCCEEDED';

type Row = readonly [string, string];

const endOf = ({ status }: PastRun): string => status.toLowerCase().replaceAll('_', ' ');

/** `repair failed 3 minutes ago, in 30 s` */
const deedRow = ({ deed, report }: LabStatus, style: Style, now: Date): readonly Row[] => {
  if (deed === undefined) return [];
  const { kind, status, startedAt, stoppedAt, arn } = deed;
  const isReported = report?.execution.arn === arn;
  const when = stoppedAt === undefined ? '' : ` ${ago(stoppedAt, now)}`;
  const took =
    stoppedAt === undefined ? '' : `, in ${duration((stoppedAt.getTime() - startedAt.getTime()) / 1000)}`;
  const noReport = isReported || isDestroyed({ deed }) ? '' : ', without a report';
  const words = oneLine(`${kind} ${endOf(deed)}${when}${took}${noReport}`);
  const paint = status === 'SUCCEEDED' ? style.green : style.red;
  return [['Last run', `${paint(words)} (${oneLine(deed.name)})`]];
};

/** Why the last run failed: its report knows the step. */
const causeRow = ({ deed, report }: LabStatus): readonly Row[] => {
  const [first] = report?.failures ?? [];
  const isOfReport = deed === undefined || report?.execution.arn === deed.arn;
  if (isOfReport)
    return first === undefined ? [] : [['First cause', oneLine(`${first.step}: ${first.cause}`)]];
  return deed.failure === undefined ? [] : [['First cause', oneLine(deed.failure.cause)]];
};

const dataWords = ({ definition }: Report): string =>
  definition === undefined
    ? 'unknown'
    : oneLine(
        `${definition.title} ${definition.version}, ${definition.seed}${definition.synthetic ? ' (synthetic data: made up, not real)' : ''}`,
      );

const proofWords = ({ proofs }: Report, style: Style): string => {
  const passed = proofs.filter(proof => proof.passed).length;
  const words = `${passed} of ${proofs.length} passed`;
  return passed === proofs.length ? words : style.red(words);
};

const countsRow = ({ deed }: LabStatus, report: Report, now: Date): Row => {
  const counts = outcomeCounts(report.outcomes, false);
  const { arn } = report.execution;
  return deed?.arn === arn
    ? ['Resources', counts]
    : ['Last report', oneLine(`${counts}, ${ago(new Date(report.finishedAt), now)} (${executionName(arn)})`)];
};

const reportRows = (status: LabStatus, style: Style, now: Date): readonly Row[] => {
  const { report, unreadable } = status;
  if (unreadable !== undefined)
    return [['Report', style.yellow(oneLine(`${unreadable}. Use the Daybreak that wrote it, or rebuild`))]];
  if (report === undefined) return [];
  return [
    countsRow(status, report, now),
    ['Data', dataWords(report)],
    ...(report.jobRuns.length === 0 ? [] : [['Jobs', report.jobRuns.map(jobRunWords).join('; ')] as const]),
    ['Proofs', proofWords(report, style)],
  ];
};

const placeRows = ({ lab, local, endpoint, stateMachineArn }: Session, stack: Stack): readonly Row[] => [
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
  ['Stack', oneLine(`${stack.StackName}, ${stack.StackStatus}`)],
  ['State machine', stateMachineArn],
];

const zoneRows = ({ lab }: Session): readonly Row[] => [
  ...zones.map(
    zone =>
      [zoneTitle(zone), `database ${databaseName(lab, zone)}, bucket ${bucketName(lab, zone)}`] as const,
  ),
  ['Workgroup', workgroupName(lab)],
];

/** The state of the lab in a sentence or two. */
const headline = (session: Session, status: LabStatus, style: Style, now: Date): readonly string[] => {
  const { name } = session.lab;
  const { running, deed, report, observed, unreadable } = status;
  if (running !== undefined)
    return [
      style.yellow(
        oneLine(
          `Lab ${name} is changing: ${running.kind} (${running.name}) is running, started ${ago(running.startedAt, now)}.`,
        ),
      ),
      'The lab is compared with its definition once that has ended.',
    ];
  if (isDestroyed(status)) {
    const when = deed?.stoppedAt === undefined ? '' : ` ${ago(deed.stoppedAt, now)}`;
    return [style.yellow(`Lab ${name} was destroyed${when}.`)];
  }
  if (observed !== undefined) {
    // A table can be as the definition says, and its rows not.
    const failed = deed !== undefined && deed.status !== 'SUCCEEDED';
    const isWhole = differing(observed.outcomes).length === 0;
    return failed && isWhole
      ? [style.red(`Lab ${name} matches its definition, but its last ${oneLine(deed.kind)} did not succeed.`)]
      : [verdict(name, observed, style)];
  }
  if (deed === undefined && report === undefined && unreadable === undefined)
    return [style.yellow(`Lab ${name} has not been built yet.`)];
  if (status.mayNotLook === true)
    return [
      `How lab ${name} differs from its definition is not known: looking starts a plan, which these credentials may not do (states:StartExecution).`,
    ];
  return [
    `What was last done to lab ${name}. \`${commandFor(session, 'status')}\` also looks at what has changed since.`,
  ];
};

/** What to do next. */
const nextLines = (session: Session, status: LabStatus): readonly string[] => {
  const { running, report, observed } = status;
  if (running !== undefined) return [];
  const isUnbuilt = report === undefined && observed === undefined && status.unreadable === undefined;
  if (isDestroyed(status) || isUnbuilt) return ['', 'Build it:', `  ${commandFor(session, 'rebuild')}`];
  const rebuild =
    observed?.wouldChange === true
      ? ['', 'To rebuild what differs:', `  ${commandFor(session, 'rebuild')}`]
      : [];
  const others = observed === undefined ? [] : otherwise(session, observed.outcomes);
  const query =
    report === undefined
      ? []
      : ['', 'Try a query:', `  ${commandFor(session, 'query')} "${firstQuery(session, report.proofs)}"`];
  return [...rebuild, ...others.flatMap(hint => ['', hint]), ...query];
};

/** The state of a lab, for people. */
export const statusPage = (session: Session, status: LabStatus, style: Style, now = new Date()): string => {
  const { stack, observed } = status;
  const gone = isDestroyed(status);
  const rows = [
    ...deedRow(status, style, now),
    ...causeRow(status),
    ...(gone ? [] : reportRows(status, style, now)),
    ...placeRows(session, stack),
    ...(gone ? [] : zoneRows(session)),
  ];
  return [
    ...headline(session, status, style, now),
    '',
    ...columns(rows),
    ...(observed === undefined ? [] : changedLines(observed, style)),
    ...nextLines(session, status),
  ].join('\n');
};
