import { randomBytes } from 'node:crypto';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { RunInput } from '../../lab/run.ts';
import { isNamed } from '../../reconcile/aws-errors.ts';
import { latestRunItems, type RunItem } from '../../reconcile/runs.ts';
import { NoSuchLab } from '../errors.ts';
import { commandFor } from '../render/next.ts';
import type { Session } from '../session.ts';

/** Without a state machine there is no lab, and the error says so. */
const orNoLab = async <Answer>(session: Session, answer: Promise<Answer>): Promise<Answer> => {
  try {
    return await answer;
  } catch (error) {
    if (isNamed(error, 'StateMachineDoesNotExist')) throw noSuchLab(session);
    throw error;
  }
};

/** Says where we looked and how to build one. */
export const noSuchLab = ({ lab, local }: Session): NoSuchLab => {
  const where =
    local === undefined ? `account ${lab.account} in ${lab.region}` : `the local AWS at ${local.endpoint}`;
  return new NoSuchLab(
    `There is no lab ${lab.name} in ${where}. Build it with \`${commandFor({ lab, local }, 'up')}\`.`,
  );
};

/**
 * The latest runs, newest first. AWS may take a moment to list one that has just started.
 * @throws NoSuchLab
 */
export const latestRuns = (session: Session, most = 20): Promise<readonly RunItem[]> =>
  orNoLab(session, latestRunItems(session.sfn, session.stateMachineArn, most));

/** What a person at a terminal asks of a run. The state machine has defaults for the rest. */
export type RunRequest = Pick<RunInput, 'action'> & Partial<Omit<RunInput, 'trigger' | 'Comment'>>;

/**
 * Starts a run and returns its ARN. The run has a name, so that a repeated call starts only one.
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
  if (executionArn === undefined) throw new Error('AWS started a run but did not return its ARN');
  return executionArn;
};
