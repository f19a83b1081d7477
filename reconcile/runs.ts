import {
  DescribeExecutionCommand,
  type ExecutionListItem,
  ListExecutionsCommand,
  paginateListExecutions,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { type Action, purposeInJson } from '../lab/run-purpose.ts';

/** One execution of the state machine, as AWS lists it. */
export interface RunItem {
  readonly arn: string;
  readonly name: string;
  readonly status: string;
  readonly startedAt: Date;
  /** Undefined while the run is under way. */
  readonly stoppedAt: Date | undefined;
}

/** The runs of one page of the list. */
const runItems = (executions: readonly ExecutionListItem[] = []): RunItem[] =>
  executions.flatMap(({ executionArn: arn, name, status = 'UNKNOWN', startDate, stopDate }) =>
    arn === undefined || name === undefined || startDate === undefined
      ? []
      : [{ arn, name, status, startedAt: startDate, stoppedAt: stopDate }],
  );

/**
 * The latest runs, newest first. AWS may take a moment to list one that has just started.
 * @param most at most 1,000
 */
export const latestRunItems = async (
  sfn: SFNClient,
  stateMachineArn: string,
  most: number,
): Promise<readonly RunItem[]> => {
  const { executions } = await sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults: most }));
  return runItems(executions).sort((a, b) => byAge(b, a));
};

type RunStart = Pick<RunItem, 'arn' | 'startedAt'>;

/** Negative if the first of two runs is the older one. ARNs decide between two of the same moment. */
export const byAge = (a: RunStart, b: RunStart): number =>
  a.startedAt.getTime() - b.startedAt.getTime() || (a.arn < b.arn ? -1 : 1);

/**
 * All runs under way, oldest first. The list is eventually consistent:
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html
 */
export const runsUnderWay = async (sfn: SFNClient, stateMachineArn: string): Promise<readonly RunItem[]> => {
  const runs: RunItem[] = [];
  const pages = paginateListExecutions({ client: sfn }, { stateMachineArn, statusFilter: 'RUNNING' });
  for await (const { executions } of pages) runs.push(...runItems(executions));
  return runs.sort(byAge);
};

/** The action that a run was started for. */
export const actionOf = async (sfn: SFNClient, executionArn: string): Promise<Action> => {
  const { input } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  return purposeInJson(input).action;
};
