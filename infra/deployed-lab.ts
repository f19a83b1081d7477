import { Aws, Fn } from 'aws-cdk-lib';
import { labArns, type ResourceArns } from '../lab/arns.ts';
import { databaseName, type Lab } from '../lab/names.ts';

/** A lab whose name is a parameter and whose account and region CloudFormation fills in. */
export const deployedLab = (name: string): Lab => ({
  name,
  account: Aws.ACCOUNT_ID,
  region: Aws.REGION,
  partition: Aws.PARTITION,
});

/** The ARNs of such a lab. */
export const deployedArns = (lab: Lab, rolePath: string): ResourceArns => {
  // At synthesis the name is a token, in which databaseName finds no hyphens, so CloudFormation replaces them. In a
  // Sub, because cdk-nag fails on a Join whose list is only known at deploy time.
  const underscored = { name: Fn.sub('${Name}', { Name: Fn.join('_', Fn.split('-', lab.name)) }) };
  return labArns(lab, rolePath, zone => databaseName(underscored, zone));
};
