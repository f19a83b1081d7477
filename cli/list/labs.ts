import {
  type CloudFormationClient,
  paginateDescribeStacks,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { allOf, inParallel } from '../../lab/in-parallel.ts';
import { assetKeys, isLabName, stateMachineArn } from '../../lab/names.ts';
import type { Report } from '../../lab/report.ts';
import { orAbsent, unlessDenied } from '../../reconcile/aws-errors.ts';
import { readReport } from '../../reconcile/read-report.ts';
import type { RunItem } from '../../reconcile/runs.ts';
import { latestRuns } from '../follow/runs.ts';
import type { Session } from '../session.ts';

/** A lab of the account and region. */
export interface ListedLab {
  readonly name: string;
  readonly stack: string;
  /** Of the stack, as CloudFormation calls it. */
  readonly status: string;
  /** Empty for the built-in sample. */
  readonly seed: string;
  /** The last rebuild that wrote a report. */
  readonly report: Report | undefined;
  /** The latest run of any sort; undefined if there is none, or it may not be read. */
  readonly latest: RunItem | undefined;
}

const parameterOf = ({ Parameters = [] }: Stack, key: string): string =>
  Parameters.find(({ ParameterKey }) => ParameterKey === key)?.ParameterValue ?? '';

/** The lab of a stack: whatever its name is, its outputs name the state machine of the lab in its parameters. */
const labOf = ({ lab }: Pick<Session, 'lab'>, stack: Stack): string | undefined => {
  const name = parameterOf(stack, 'LabName');
  const arn = stack.Outputs?.find(({ OutputKey }) => OutputKey === 'StateMachineArn')?.OutputValue;
  return isLabName(name) && arn === stateMachineArn({ ...lab, name }) ? name : undefined;
};

/** Well within an account's limits for S3 and Step Functions. */
const labsAtOnce = 4;

const stacksOf = async (cloudFormation: CloudFormationClient): Promise<readonly Stack[]> => {
  const stacks: Stack[] = [];
  for await (const { Stacks = [] } of paginateDescribeStacks({ client: cloudFormation }, {}))
    stacks.push(...Stacks);
  return stacks;
};

/**
 * All labs in the session's account and region, by name. A lab is known by its stack: without one, nothing rebuilds it.
 */
export const listLabs = async (session: Session): Promise<readonly ListedLab[]> => {
  const stacks = (await stacksOf(session.cloudFormation)).flatMap(stack => {
    const name = labOf(session, stack);
    return name === undefined ? [] : [{ name, stack }];
  });
  stacks.sort((a, b) => (a.name < b.name ? -1 : 1));
  return inParallel(labsAtOnce, stacks, async ({ name, stack }): Promise<ListedLab> => {
    const lab = { ...session.lab, name };
    const runs = latestRuns({ ...session, lab, stateMachineArn: stateMachineArn(lab) }, 1);
    const [{ report }, latest] = await allOf([
      readReport(session.s3, lab, assetKeys.latestReport, 'The last report'),
      orAbsent(unlessDenied(runs), 'NoSuchLab'),
    ]);
    return {
      name,
      stack: stack.StackName ?? '',
      status: stack.StackStatus ?? '',
      seed: parameterOf(stack, 'SeedUri'),
      report,
      latest: latest?.[0],
    };
  });
};
