import { GetWorkGroupCommand } from '@aws-sdk/client-athena';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetDashboardCommand } from '@aws-sdk/client-cloudwatch';
import { ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { GetDatabaseCommand } from '@aws-sdk/client-glue';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { GetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { labArns } from '../../lab/arns.ts';
import { bucketName, dashboardName, databaseName, stackName, workgroupName } from '../../lab/names.ts';
import { errorText, isDenied, isNamed } from '../../reconcile/aws-errors.ts';
import type { Values } from '../deploy/parameters.ts';
import { isConnectionError, isThrottle } from '../errors.ts';
import type { Session } from '../session.ts';
import { type Asker, askFor, type Check } from './check.ts';
import type { CheckClients } from './clients.ts';

/** A read that needs nothing to be there. */
interface Read {
  readonly service: string;
  readonly action: string;
  readonly resource: string;
  /** Whether whoever uses a lab needs it too: a denial is then final. Elsewhere the lab's own roles may be allowed it. */
  readonly final: boolean;
  readonly answer: Promise<unknown>;
}

const notOffered = ['SubscriptionRequiredException', 'SubscriptionRequired', 'OptInRequired', 'NotSignedUp'];

/** How AWS words a denial that no role of the account escapes, or that somebody meant. */
const meant = /explicit deny|service control policy|resource control policy/i;

const statusOf = (error: unknown): number => {
  const details = error instanceof Error && '$metadata' in error ? error.$metadata : undefined;
  return typeof details === 'object' && details !== null && 'httpStatusCode' in details
    ? Number(details.httpStatusCode)
    : 0;
};

const checkRead = async (
  { service, action, resource, final, answer }: Read,
  asker: Asker,
): Promise<Check> => {
  const part = 'Services' as const;
  const needs = [{ action, resource }];
  try {
    await answer;
  } catch (error) {
    const text = errorText(error);
    if (isNamed(error, ...notOffered))
      return {
        part,
        about: service,
        status: 'missing',
        found: `the account does not offer it (${text})`,
        needs,
        ask: `Please enable ${service} in account ${asker.account} (${asker.region}): Daybreak can't work without it.`,
      };
    if (isDenied(error)) {
      const isMissing = final || meant.test(text);
      return {
        part,
        about: service,
        status: isMissing ? 'missing' : 'unknown',
        found: `denied (${text})`,
        needs,
        ...(isMissing ? { ask: askFor(needs, asker, `to use ${service}`) } : {}),
      };
    }
    if (isConnectionError(error) || isThrottle(error) || statusOf(error) >= 500)
      return { part, about: service, status: 'unknown', found: `no useful answer (${text})`, needs };
    // That there is no such thing is an answer, too.
  }
  return { part, about: service, status: 'ok', found: '', needs: [] };
};

/** Whether the services that a lab with these parameters uses answer, each by a harmless read. */
export const checkServices = async (
  { cloudFormation, s3, athena, sfn, lab, stateMachineArn }: Session,
  { glue, eventBridge, cloudWatch, sns }: Pick<CheckClients, 'glue' | 'eventBridge' | 'cloudWatch' | 'sns'>,
  parameters: Values,
  asker: Asker,
): Promise<readonly Check[]> => {
  const arns = labArns(lab, '/');
  const bucket = bucketName(lab, 'deploy');
  const reads: Read[] = [
    {
      service: 'AWS CloudFormation',
      action: 'cloudformation:DescribeStacks',
      resource: `arn:${lab.partition}:cloudformation:${lab.region}:${lab.account}:stack/${stackName(lab)}/*`,
      final: true,
      answer: cloudFormation.send(new DescribeStacksCommand({ StackName: stackName(lab) })),
    },
    {
      service: 'Amazon S3',
      action: 's3:ListBucket',
      resource: `arn:${lab.partition}:s3:::${bucket}`,
      // S3 denies what is another account's, too: the names tell.
      final: false,
      answer: s3.send(new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 })),
    },
    {
      service: 'AWS Glue',
      action: 'glue:GetDatabase',
      resource: arns.database('sor'),
      final: true,
      answer: glue.send(new GetDatabaseCommand({ Name: databaseName(lab, 'sor') })),
    },
    {
      service: 'Amazon Athena',
      action: 'athena:GetWorkGroup',
      resource: arns.workgroup,
      final: true,
      answer: athena.send(new GetWorkGroupCommand({ WorkGroup: workgroupName(lab) })),
    },
    {
      service: 'AWS Step Functions',
      action: 'states:ListExecutions',
      resource: arns.stateMachine,
      final: true,
      answer: sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 1 })),
    },
    {
      service: 'Amazon EventBridge',
      action: 'events:ListRules',
      resource: '*',
      final: false,
      answer: eventBridge.send(new ListRulesCommand({ NamePrefix: stackName(lab), Limit: 1 })),
    },
  ];
  if (parameters.Dashboard !== 'false')
    reads.push({
      service: 'Amazon CloudWatch',
      action: 'cloudwatch:GetDashboard',
      resource: arns.dashboard,
      final: false,
      answer: cloudWatch.send(new GetDashboardCommand({ DashboardName: dashboardName(lab) })),
    });
  if (parameters.NotifyEmail)
    reads.push({
      service: 'Amazon SNS',
      action: 'sns:GetTopicAttributes',
      resource: arns.topic,
      final: false,
      answer: sns.send(new GetTopicAttributesCommand({ TopicArn: arns.topic })),
    });
  return Promise.all(reads.map(each => checkRead(each, asker)));
};
