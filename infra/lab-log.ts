import { CfnResource, RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { LabKey } from './lab-key.ts';

/** A log group of the stack: two weeks, encrypted with the lab's key if there is one, and deleted with the stack. */
export const labLog = (scope: Construct, logGroupName: string, key: LabKey): LogGroup => {
  const group = new LogGroup(scope, 'Log', {
    logGroupName,
    retention: RetentionDays.TWO_WEEKS,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const log = group.node.defaultChild;
  if (!CfnResource.isCfnResource(log)) throw new Error(`${group.node.path} has no resource`);
  // CloudFormation deletes it without these, too, which are a kilobyte in all:
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
  log.addDeletionOverride('DeletionPolicy');
  log.addDeletionOverride('UpdateReplacePolicy');
  // The CDK's own property takes no key that may be missing.
  log.addPropertyOverride('KmsKeyId', key.property);
  return group;
};
