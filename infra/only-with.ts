import { Aws, type CfnCondition, CfnResource, Fn } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** The resource behind one of the CDK's constructs. */
const resourceOf = (construct: Construct): CfnResource => {
  const child = CfnResource.isCfnResource(construct) ? construct : construct.node.defaultChild;
  if (!(child instanceof CfnResource)) throw new Error(`${construct.node.path} has no resource`);
  return child;
};

/** Leaves a resource out unless the condition is true. */
export const onlyWith = (condition: CfnCondition, construct: Construct): void => {
  resourceOf(construct).cfnOptions.condition = condition;
};

/** Leaves a property out unless the condition is true. The CDK's constructs take conditions only for whole resources. */
export const propertyOnlyWith = (
  condition: CfnCondition,
  construct: Construct,
  property: string,
  value: object,
): void => {
  resourceOf(construct).addPropertyOverride(
    property,
    Fn.conditionIf(condition.logicalId, value, Aws.NO_VALUE),
  );
};
