import {
  type BucketPurpose,
  bucketName,
  dashboardName,
  databaseName,
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
export const labArns = (
  lab: Lab,
  rolePath: string,
  databaseOf: (zone: Zone) => string = zone => databaseName(lab, zone),
) => {
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
    database: (zone: Zone): string => regional('glue', `database/${databaseOf(zone)}`),
    databases: databases.map(name => regional('glue', `database/${name}`)),
    table: (zone: Zone, name: string): string => regional('glue', `table/${databaseOf(zone)}/${name}`),
    tables: databases.map(name => regional('glue', `table/${name}/*`)),
    userDefinedFunctions: databases.map(name => regional('glue', `userDefinedFunction/${name}/*`)),
    /** Glue names its log groups, and all jobs of the account share them. */
    jobLogs: regional('logs', 'log-group:/aws-glue/jobs/*'),
    /**
     * Log groups of jobs with a security configuration, which is in the name: `/aws-glue/jobs/<it>-role/<role>/error` in
     * Glue 5.0, `/aws-glue/jobs/error-<it>` in 4.0, and `/aws-glue/jobs-<role>-<it>/` in the reference of JobRun.
     * https://docs.aws.amazon.com/glue/latest/dg/monitor-continuous-logging.html
     * https://docs.aws.amazon.com/glue/latest/dg/monitor-continuous-logging-enable.html
     * https://docs.aws.amazon.com/glue/latest/webapi/API_JobRun.html
     */
    encryptedJobLogs: (securityConfiguration: string): string =>
      regional('logs', `log-group:/aws-glue/jobs*${securityConfiguration}*`),
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
export type ResourceArns = ReturnType<typeof labArns>;

/** The same with what the stack adds to them. */
export interface LabArns extends ResourceArns {
  /** Of the policy that the jobs' role must have as its boundary; empty if the role is not ours. */
  readonly jobBoundary: string;
}
