import { randomBytes } from 'node:crypto';
import {
  DescribeExecutionCommand,
  type ExecutionListItem,
  ListExecutionsCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { askedInJson } from '../../lab/asked.ts';
import type { RunInput } from '../../lab/run.ts';
import type { Action } from '../../lab/triggers.ts';
import { isNamed, NoSuchLab } from '../errors.ts';
import type { Session } from '../session.ts';

/** One execution of the state machine. */
export interface RunItem {
  readonly arn: string;
  readonly name: string;
  readonly status: string;
  readonly startedAt: Date;
  /** Undefined while it runs. */
  readonly stoppedAt: Date | undefined;
}

/** That there is no state machine means that there is no lab, and is worded so. */
const orNoLab = async <Answer>(session: Session, answer: Promise<Answer>): Promise<Answer> => {
  try {
    return await answer;
  } catch (error) {
    if (isNamed(error, 'StateMachineDoesNotExist')) throw noSuchLab(session);
    throw error;
  }
};

/** Says where we looked and how to make one. */
export const noSuchLab = ({ lab, local }: Session): NoSuchLab => {
  const where =
    local === undefined ? `account ${lab.account} in ${lab.region}` : `the local AWS at ${local.endpoint}`;
  const flags = [
    lab.name === 'daybreak' ? '' : ` --lab ${lab.name}`,
    local === undefined ? '' : ' --local',
  ].join('');
  return new NoSuchLab(`There is no lab ${lab.name} in ${where}. Build it with \`daybreak up${flags}\`.`);
};

const itemOf = ({ executionArn, name, status, startDate, stopDate }: ExecutionListItem): RunItem[] =>
  executionArn === undefined || name === undefined || startDate === undefined
    ? []
    : [{ arn: executionArn, name, status: status ?? 'UNKNOWN', startedAt: startDate, stoppedAt: stopDate }];

/**
 * The latest runs, the newest first. AWS may take a moment to list one that has just begun.
 * @throws NoSuchLab
 */
export const latestRuns = async (session: Session, maxResults = 20): Promise<readonly RunItem[]> => {
  const { stateMachineArn, sfn } = session;
  const { executions = [] } = await orNoLab(
    session,
    sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults })),
  );
  return executions.flatMap(itemOf).sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime());
};

/** What a person at a terminal asks of a run; what is not said is as the state machine has it. */
export type RunRequest = Pick<RunInput, 'action'> & Partial<Omit<RunInput, 'trigger' | 'Comment'>>;

/**
 * Starts a run and gives its ARN. It has a name, so that a call that is made twice starts one run.
 * @throws NoSuchLab
 */
export const startRun = async (session: Session, request: RunRequest): Promise<string> => {
  const { stateMachineArn, sfn } = session;
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+Z/g, '');
  const { executionArn } = await orNoLab(
    session,
    sfn.send(
      new StartExecutionCommand({
        stateMachineArn,
        name: `${request.action}-${time}-${randomBytes(2).toString('hex')}`,
        input: JSON.stringify({ ...request, trigger: 'console' }),
      }),
    ),
  );
  if (executionArn === undefined) throw new Error('AWS started a run and did not say which');
  return executionArn;
};

/** What a run was started for. */
export const actionOf = async ({ sfn }: Session, executionArn: string): Promise<Action> => {
  const { input } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  return askedInJson(input).action;
};
