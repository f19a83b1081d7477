import { executionRegion } from './execution-arn.ts';
import { bucketName, dashboardName, type Lab, stateMachineArn } from './names.ts';

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

/** A bucket. */
export const bucketLink = ({ region }: Pick<Lab, 'region'>, bucket: string): string =>
  `https://${region}.console.aws.amazon.com/s3/buckets/${bucket}?region=${region}`;

/** An object of the assets bucket, with the button that opens a private one. */
export const assetLink = (lab: Lab, key: string): string =>
  `https://${lab.region}.console.aws.amazon.com/s3/object/${bucketName(lab, 'assets')}?region=${lab.region}&prefix=${key}`;

/** A database in Glue's catalog, with its tables. */
export const databaseLink = ({ region }: Pick<Lab, 'region'>, database: string): string =>
  `${consoleAt(region, 'glue')}#/v2/data-catalog/databases/view/${database}`;

/** The lab's dashboard. */
export const dashboardLink = (lab: Lab): string =>
  `${consoleAt(lab.region, 'cloudwatch')}#dashboards/dashboard/${dashboardName(lab)}`;
