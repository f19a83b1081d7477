import type { Stack } from '@aws-sdk/client-cloudformation';
import { stackName } from '../../lab/names.ts';
import type { Answer, Context } from '../command.ts';
import { describeStack } from '../deploy/describe-stack.ts';
import { latestReport } from '../follow/report.ts';
import type { RunItem } from '../follow/runs.ts';
import { latestRuns, noSuchLab } from '../follow/runs.ts';
import { type LabStatus, statusPage } from '../render/status-page.ts';
import { plainStyle, styleFor } from '../render/style.ts';
import { NoLocalAws, openSession, type Session, within } from '../session.ts';

const outputOf = ({ Outputs = [] }: Stack, key: string): string | undefined =>
  Outputs.find(({ OutputKey }) => OutputKey === key)?.OutputValue;

const isDeployed = (stack: Stack | undefined): stack is Stack =>
  stack !== undefined && stack.StackStatus !== 'DELETE_COMPLETE';

const runDocument = (run: RunItem | undefined) =>
  run === undefined
    ? null
    : { execution: run.arn, status: run.status, startedAt: run.startedAt.toISOString() };

const documentOf = (session: Session, { stack, running, last, report }: LabStatus) => ({
  lab: session.lab.name,
  local: session.local !== undefined,
  running: true,
  endpoint: session.endpoint ?? null,
  region: session.lab.region,
  account: session.lab.account,
  stack: { name: stack.StackName ?? null, status: stack.StackStatus ?? null },
  stateMachineArn: session.stateMachineArn,
  apiUrl: outputOf(stack, 'ApiUrl') ?? null,
  currentRun: runDocument(running),
  latestRun: runDocument(last),
  lastRun: report ?? null,
});

const look = async (session: Session): Promise<LabStatus> => {
  const stack = await describeStack(session.cloudFormation, stackName(session.lab));
  if (!isDeployed(stack)) throw noSuchLab(session);
  const [runs, report] = await Promise.all([latestRuns(session), latestReport(session)]);
  return { stack, running: runs.find(({ status }) => status === 'RUNNING'), last: runs[0], report };
};

/** How a lab is: its stack, its runs, the last report. @throws NoSuchLab */
export const status = async ({ target }: Context): Promise<Answer> => {
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
    const found = await look(session);
    const style = process.stdout.isTTY ? styleFor(process.stdout) : plainStyle;
    return { document: documentOf(session, found), text: statusPage(session, found, style) };
  });
};
