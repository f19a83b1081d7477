import { executionRegion } from './execution-arn.ts';
import { type Lab, stateMachineArn } from './names.ts';

/** Links to the AWS console, for messages and answers that people read. */

const consoleAt = (region: string, service: string): string =>
  `https://${region}.console.aws.amazon.com/${service}/home?region=${region}`;

/** One run, with its graph. */
export const executionLink = (executionArn: string): string =>
  `${consoleAt(executionRegion(executionArn), 'states')}#/v2/executions/details/${executionArn}`;

/** All runs of a lab. */
export const stateMachineLink = (lab: Lab): string =>
  `${consoleAt(lab.region, 'states')}#/statemachines/view/${stateMachineArn(lab)}`;

/** Athena's query editor. */
export const athenaLink = ({ region }: Pick<Lab, 'region'>): string =>
  `${consoleAt(region, 'athena')}#/query-editor`;
