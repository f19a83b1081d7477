import type { Stack } from '@aws-sdk/client-cloudformation';
import { allOf } from '../../lab/in-parallel.ts';
import type { RunItem } from '../../reconcile/runs.ts';
import type { Answer, Context } from '../command.ts';
import { deployedStack } from '../deploy/deployed-stack.ts';
import { apiUrlIn } from '../endpoint/api-url.ts';
import { type PastRun, pastRun } from '../follow/history.ts';
import { latestReport } from '../follow/report.ts';
import { latestRuns } from '../follow/runs.ts';
import { refuseOthersFile, savePage } from '../page/save-page.ts';
import { type LabStatus, statusPage } from '../render/status-page.ts';
import { outputStyle } from '../render/style.ts';
import { NoLocalAws, openSession, type Session, within } from '../session.ts';
import { history, historySize } from './history.ts';

export interface StatusOptions {
  /** Lists this many of the latest runs instead; `true`: the usual number. */
  readonly history?: string | true;
  /** Saves the lab as a page in this file instead. */
  readonly html?: string;
  /** With `html`: also over a file that is not a page of Daybreak's. */
  readonly overwrite?: boolean;
}

const runDocument = (run: RunItem | undefined) =>
  run === undefined
    ? null
    : { execution: run.arn, status: run.status, startedAt: run.startedAt.toISOString() };

const documentOf = (session: Session, { stack, running, last, report, unreadable }: LabStatus) => ({
  lab: session.lab.name,
  local: session.local !== undefined,
  running: true,
  endpoint: session.endpoint ?? null,
  /** Where Glue answers, including for job runs. */
  glueEndpoint: session.local?.glueEndpoint ?? session.endpoint ?? null,
  athenaEndpoint: session.local?.athenaEndpoint ?? session.endpoint ?? null,
  region: session.lab.region,
  account: session.lab.account,
  stack: { name: stack.StackName ?? null, status: stack.StackStatus ?? null },
  stateMachineArn: session.stateMachineArn,
  apiUrl: apiUrlIn(stack) ?? null,
  currentRun: runDocument(running),
  latestRun: runDocument(last),
  lastRun: report ?? null,
  /** Why the last report can't be read. */
  ...(unreadable === undefined ? {} : { unreadable }),
});

/** The latest run that did something, unless the report is about that run. */
const unreported = async (
  session: Session,
  [last]: readonly RunItem[],
  reported: string | undefined,
): Promise<PastRun | undefined> => {
  if (last === undefined || last.status === 'RUNNING' || last.arn === reported) return undefined;
  const run = await pastRun(session, last);
  return run.action === 'plan' || run.leftTo !== undefined ? undefined : run;
};

export const look = async (session: Session, stack: Stack): Promise<LabStatus> => {
  const [runs, { report, unreadable }] = await allOf([latestRuns(session), latestReport(session)]);
  const running = runs.find(({ status }) => status === 'RUNNING');
  // An unreadable report does not say which run it is about.
  const ended = unreadable === undefined ? await unreported(session, runs, report?.execution.arn) : undefined;
  return { stack, running, last: runs[0], unreported: ended, report, unreadable };
};

/** The state of a lab: its stack, its runs, its last report. @throws NoSuchLab */
export const status = async ({ target, interrupt }: Context, options: StatusOptions): Promise<Answer> => {
  const size = options.history === undefined ? undefined : historySize(options.history);
  if (options.html !== undefined) await refuseOthersFile(options.html, options.overwrite === true);
  let session: Session;
  try {
    session = await openSession(target);
  } catch (error) {
    if (!(error instanceof NoLocalAws)) throw error;
    return {
      document: { lab: target.labName, local: true, running: false },
      text: '',
      failure: error.message,
    };
  }
  return within(session, async () => {
    const stack = await deployedStack(session);
    if (size !== undefined) return history(session, size);
    const found = await look(session, stack);
    if (options.html !== undefined) return savePage(session, found, options.html, interrupt);
    return { document: documentOf(session, found), text: statusPage(session, found, outputStyle()) };
  });
};
