import { type CfnCondition, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { CfnAlias, CfnKey } from 'aws-cdk-lib/aws-kms';
import { keyAlias, type Lab } from '../lab/names.ts';
import { policyVersion } from '../lab/statement.ts';

/**
 * Days in which the deletion of a key can be cancelled: the most that KMS allows. CloudFormation deletes the key only
 * with a creation that fails, but a rebuild may have begun by then. KMS charges nothing for these days.
 */
const deletionWindow = 30;

/**
 * The account's IAM policies decide, as for any key that KMS makes without a policy. Two services use it themselves:
 * - CloudWatch Logs for the log groups of the account: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 * - CloudWatch for alarms to the topic: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 *
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
const keyPolicy = ({ account, region, partition }: Lab) => ({
  Version: policyVersion,
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:${partition}:iam::${account}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
    {
      Effect: 'Allow',
      Principal: { Service: `logs.${region}.amazonaws.com` },
      Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      Resource: '*',
      Condition: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*`,
        },
      },
    },
    {
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
      Condition: { StringEquals: { 'aws:SourceAccount': account } },
    },
  ],
});

/**
 * The key that the stack makes if it is asked to, with rotation and an alias. Both outlive the stack, as the lab
 * does that the key encrypts. The alias then also keeps another stack from making a second key, which could not read what
 * the first one encrypts.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
export const madeKey = (
  stack: Stack,
  lab: Lab,
  wanted: CfnCondition,
): { readonly arn: string; readonly id: string } => {
  const key = new CfnKey(stack, 'Key', {
    description: `Daybreak lab ${lab.name}`,
    enableKeyRotation: true,
    pendingWindowInDays: deletionWindow,
    keyPolicy: keyPolicy(lab),
  });
  const alias = new CfnAlias(stack, 'KeyAlias', { aliasName: keyAlias(lab), targetKeyId: key.ref });
  for (const kept of [key, alias]) {
    kept.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    kept.cfnOptions.condition = wanted;
  }
  return { arn: key.attrArn, id: key.ref };
};
