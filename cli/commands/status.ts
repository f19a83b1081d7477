import type { Stack } from '@aws-sdk/client-cloudformation';
import { allOf } from '../../lab/in-parallel.ts';
import { unlessDenied } from '../../reconcile/aws-errors.ts';
import type { PastRun } from '../../reconcile/past-run.ts';
import type { RunItem } from '../../reconcile/runs.ts';
import type { Answer, Context } from '../command.ts';
import { deployedStack } from '../deploy/deployed-stack.ts';
import { apiUrlIn } from '../endpoint/api-url.ts';
import { UsageError } from '../errors.ts';
import { firstDeed } from '../follow/history.ts';
import { type Observed, observe } from '../follow/observe.ts';
import { latestReport } from '../follow/report.ts';
import { latestRuns } from '../follow/runs.ts';
import { refuseOthersFile, savePage } from '../page/save-page.ts';
import { differing } from '../render/changed-page.ts';
import { isDestroyed, type LabStatus, statusPage } from '../render/status-page.ts';
import { outputStyle } from '../render/style.ts';
import { NoLocalAws, openSession, type Session, within } from '../session.ts';
import { history, historySize } from './history.ts';

export interface StatusOptions {
  /** Lists this many of the latest runs instead; `true`: the usual number. */
  readonly history?: string | true;
  /** Does not look: only says what the last run found. */
  readonly last?: boolean;
  /** Saves the lab as a page in this file instead. */
  readonly html?: string;
  /** With `html`: also over a file that is not a page of Daybreak's. */
  readonly overwrite?: boolean;
}

const runDocument = (run: RunItem | undefined) =>
  run === undefined
    ? null
    : { execution: run.arn, status: run.status, startedAt: run.startedAt.toISOString() };

const deedDocument = (run: PastRun | undefined) =>
  run === undefined
    ? null
    : { ...runDocument(run), kind: run.kind, stoppedAt: run.stoppedAt?.toISOString() ?? null };

const observedDocument = (observed: Observed | undefined) =>
  observed === undefined
    ? null
    : {
        execution: observed.execution,
        at: observed.at.toISOString(),
        seconds: observed.seconds,
        wouldChange: observed.wouldChange,
        /** Those that are not as the definition says. */
        outcomes: differing(observed.outcomes),
        orphaned: observed.orphaned,
        notes: observed.notes,
        ...(observed.finding === undefined
          ? {}
          : { error: observed.finding.error, cause: observed.finding.cause }),
      };

const documentOf = (session: Session, status: LabStatus, latest: RunItem | undefined) => {
  const { stack, running, deed, report, unreadable, observed } = status;
  return {
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
    latestRun: runDocument(latest),
    /** The latest run that ended and was no plan. */
    latestChange: deedDocument(deed),
    destroyed: isDestroyed(status),
    lastRun: report ?? null,
    /** What differs from the definition now; null if nobody looked. */
    observed: observedDocument(observed),
    /** Why the last report can't be read. */
    ...(unreadable === undefined ? {} : { unreadable }),
  };
};

/** How many runs back to look for one that did something: plans are what is in between. */
const mostRuns = 100;

const isRunning = ({ status }: RunItem): boolean => status === 'RUNNING';

/** What is known about the lab without a look at its resources. */
const knownOf = async (
  session: Session,
  stack: Stack,
): Promise<{ readonly known: LabStatus; readonly latest: RunItem | undefined }> => {
  const [runs, { report, unreadable }] = await allOf([latestRuns(session, mostRuns), latestReport(session)]);
  const [running, deed] = await allOf([
    firstDeed(session, runs.filter(isRunning)),
    firstDeed(
      session,
      runs.filter(run => !isRunning(run)),
    ),
  ]);
  return { known: { stack, running, deed, report, unreadable, observed: undefined }, latest: runs[0] };
};

/**
 * What is known about the lab, and what a look finds unless the lab is changing, gone or not there yet.
 * @param last does not look
 */
export const lookAt = async (
  context: Pick<Context, 'interrupt' | 'progress'>,
  session: Session,
  stack: Stack,
  last: boolean,
): Promise<{ readonly status: LabStatus; readonly latest: RunItem | undefined }> => {
  const { known, latest } = await knownOf(session, stack);
  const { running, deed, report, unreadable } = known;
  const isBuilt = deed !== undefined || report !== undefined || unreadable !== undefined;
  const isStill = running === undefined && !isDestroyed(known);
  const looks = !last && isBuilt && isStill;
  const observed = looks ? await unlessDenied(observe(context, session)) : undefined;
  return { status: { ...known, observed, mayNotLook: looks && observed === undefined }, latest };
};

/** The same as an answer. */
export const statusOf = async (
  context: Pick<Context, 'interrupt' | 'progress'>,
  session: Session,
  stack: Stack,
  last: boolean,
): Promise<Answer> => {
  const { status, latest } = await lookAt(context, session, stack, last);
  return {
    document: documentOf(session, status, latest),
    text: statusPage(session, status, outputStyle()),
  };
};

/**
 * The state of a lab: what was last done to it, and what differs from its definition now, which takes a plan.
 * @throws NoSuchLab; UsageError
 */
export const status = async (context: Context, options: StatusOptions): Promise<Answer> => {
  const { target } = context;
  const size = options.history === undefined ? undefined : historySize(options.history);
  if (size !== undefined && options.last === true)
    throw new UsageError('--history lists runs, and --last shows the last one: give one of them.');
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
    if (options.html !== undefined) {
      const { status: now } = await lookAt(context, session, stack, options.last === true);
      return savePage(session, now, options.html, context.interrupt);
    }
    return size === undefined
      ? statusOf(context, session, stack, options.last === true)
      : history(session, size);
  });
};
