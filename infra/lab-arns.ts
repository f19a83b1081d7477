import { Aws, Fn } from 'aws-cdk-lib';
import {
  type BucketPurpose,
  bucketName,
  databaseName,
  functionName,
  jobName,
  jobRoleName,
  type Lab,
  type LabFunctionName,
  stateMachineName,
  topicName,
  triggerName,
  workgroupName,
  zones,
} from '../lab/names.ts';

/** A lab whose name is a parameter and whose account and region CloudFormation fills in. */
export const deployedLab = (name: string): Lab => ({
  name,
  account: Aws.ACCOUNT_ID,
  region: Aws.REGION,
  partition: Aws.PARTITION,
});

/** ARNs of what belongs to a lab, from its names: most of it is made by a run, after the stack. */
export const labArns = (lab: Lab, rolePath: string) => {
  const regional = (service: string, resource: string): string =>
    `arn:${lab.partition}:${service}:${lab.region}:${lab.account}:${resource}`;
  const bucket = (purpose: BucketPurpose): string => `arn:${lab.partition}:s3:::${bucketName(lab, purpose)}`;
  const role = (path: string): string =>
    `arn:${lab.partition}:iam::${lab.account}:role${path}${jobRoleName(lab)}`;
  // At synthesis the name is a token, in which databaseName finds no hyphens: CloudFormation replaces them. Inside of a
  // Sub, because cdk-nag stumbles over a Join whose list is only known at deploy time.
  const underscored = { name: Fn.sub('${Name}', { Name: Fn.join('_', Fn.split('-', lab.name)) }) };
  const databases = zones.map(zone => databaseName(underscored, zone));
  return {
    bucket,
    /** @param prefix with its last slash */
    objects: (purpose: BucketPurpose, prefix = ''): string => `${bucket(purpose)}/${prefix}*`,
    catalog: regional('glue', 'catalog'),
    defaultDatabase: regional('glue', 'database/default'),
    databases: databases.map(name => regional('glue', `database/${name}`)),
    tables: databases.map(name => regional('glue', `table/${name}/*`)),
    userDefinedFunctions: databases.map(name => regional('glue', `userDefinedFunction/${name}/*`)),
    jobs: regional('glue', `job/${jobName(lab, '*')}`),
    triggers: regional('glue', `trigger/${triggerName(lab, '*')}`),
    workgroup: regional('athena', `workgroup/${workgroupName(lab)}`),
    jobRole: role(rolePath),
    jobRoleWithoutPath: role('/'),
    stateMachine: regional('states', `stateMachine:${stateMachineName(lab)}`),
    executions: regional('states', `execution:${stateMachineName(lab)}:*`),
    defaultBus: regional('events', 'event-bus/default'),
    topic: regional('sns', topicName(lab)),
    function: (name: LabFunctionName): string => regional('lambda', `function:${functionName(lab, name)}`),
  };
};
export type LabArns = ReturnType<typeof labArns>;
