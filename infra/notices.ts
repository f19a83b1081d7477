import { Aws, type CfnCondition, Fn } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnSubscription, CfnTopic, CfnTopicPolicy } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type Lab, stateMachineName, topicName } from '../lab/names.ts';
import type { LabKey } from './lab-key.ts';

/** Seconds */
const hour = 3600;

/** Metrics of a state machine: https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html */
const badEnds = {
  ExecutionsFailed: {
    name: 'keeps-failing',
    description: 'Rebuilds failed in two of the last three hours.',
  },
  ExecutionsTimedOut: {
    name: 'keeps-timing-out',
    description: 'Rebuilds ran out of time in two of the last three hours.',
  },
};

/**
 * Notices to people: a topic with one address, if one is given, and alarms for labs that keep failing. Messages about
 * single runs come from the functions, which know the cause; the alarms are for when nobody reads those messages, or
 * the functions themselves are broken. So they wait for a second bad hour instead of doubling each message.
 */
export class Notices extends Construct {
  constructor(
    scope: Construct,
    id: string,
    lab: Lab,
    key: LabKey,
    stateMachineArn: string,
    wanted: CfnCondition,
    email: string,
  ) {
    super(scope, id);
    const topic = new CfnTopic(this, 'Topic', {
      topicName: topicName(lab),
      displayName: 'Daybreak',
      kmsMasterKeyId: key.property,
    });
    topic.cfnOptions.condition = wanted;
    const subscription = new CfnSubscription(this, 'Email', {
      topicArn: topic.ref,
      protocol: 'email',
      endpoint: email,
    });
    subscription.cfnOptions.condition = wanted;

    // Two alarms instead of one over the sum of both metrics: each says what is wrong, and failing runs need another
    // remedy than slow ones. The cost is the same, because the price is per metric:
    // https://aws.amazon.com/cloudwatch/pricing/
    const alarms = Object.entries(badEnds).map(
      ([metricName, { name, description }]) =>
        new CfnAlarm(this, metricName, {
          alarmName: `${stateMachineName(lab)}-${name}`,
          alarmDescription: description,
          namespace: 'AWS/States',
          metricName,
          dimensions: [{ name: 'StateMachineArn', value: stateMachineArn }],
          statistic: 'Sum',
          period: hour,
          comparisonOperator: 'GreaterThanThreshold',
          threshold: 0,
          evaluationPeriods: 3,
          datapointsToAlarm: 2,
          treatMissingData: 'notBreaching',
          alarmActions: [Fn.conditionIf(wanted.logicalId, topic.ref, Aws.NO_VALUE).toString()],
        }),
    );

    const policy = new CfnTopicPolicy(this, 'Policy', {
      topics: [topic.ref],
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'TlsOnly',
            Effect: 'Deny',
            Principal: '*',
            Action: 'sns:Publish',
            Resource: topic.ref,
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
          {
            Sid: 'Alarms',
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: topic.ref,
            Condition: { ArnEquals: { 'aws:SourceArn': alarms.map(({ attrArn }) => attrArn) } },
          },
        ],
      },
    });
    policy.cfnOptions.condition = wanted;
  }
}
