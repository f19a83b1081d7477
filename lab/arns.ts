import {
  type BucketPurpose,
  bucketName,
  dashboardName,
  functionName,
  jobName,
  jobRoleName,
  type Lab,
  type LabFunctionName,
  stateMachineArn,
  stateMachineName,
  topicName,
  triggerName,
  workgroupName,
  type Zone,
  zones,
} from './names.ts';

/**
 * ARNs of a lab's resources, built from their names: a run creates most of them after the stack is deployed.
 *
 * @param rolePath path of the jobs' role: `/` or `/folder/`
 * @param databaseOf names a zone's database
 */
export const labArns = (lab: Lab, rolePath: string, databaseOf: (zone: Zone) => string) => {
  const regional = (service: string, resource: string): string =>
    `arn:${lab.partition}:${service}:${lab.region}:${lab.account}:${resource}`;
  const bucket = (purpose: BucketPurpose): string => `arn:${lab.partition}:s3:::${bucketName(lab, purpose)}`;
  const role = (path: string): string =>
    `arn:${lab.partition}:iam::${lab.account}:role${path}${jobRoleName(lab)}`;
  const databases = zones.map(databaseOf);
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
    dashboard: `arn:${lab.partition}:cloudwatch::${lab.account}:dashboard/${dashboardName(lab)}`,
    workgroup: regional('athena', `workgroup/${workgroupName(lab)}`),
    jobRole: role(rolePath),
    jobRoleWithoutPath: role('/'),
    stateMachine: stateMachineArn(lab),
    executions: regional('states', `execution:${stateMachineName(lab)}:*`),
    defaultBus: regional('events', 'event-bus/default'),
    topic: regional('sns', topicName(lab)),
    function: (name: LabFunctionName): string => regional('lambda', `function:${functionName(lab, name)}`),
  };
};
export type LabArns = ReturnType<typeof labArns>;
