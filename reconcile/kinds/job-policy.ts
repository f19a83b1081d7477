import type { ResourceArns } from '../../lab/arns.ts';
import type { JobStatement } from '../../lab/job-statements.ts';
import { associateKey, keyStatements, type LabEncryption, noEncryption } from '../../lab/key-use.ts';
import { tableOf, zones } from '../../lab/names.ts';
import { fromDefinition, policyVersion, type Statement, writtenStatement } from '../../lab/statement.ts';

/** Zones that jobs fill. What is in `sor` comes from the seed. */
export const jobZones = ['sot', 'spec'] as const;

/** In place of names of tables: all that could be in the zones that jobs fill. */
export const allTables: readonly string[] = jobZones.map(zone => `${zone}.*`);

const sharedLogs = 'Glue names its log groups itself, and all jobs of the account share them.';

/**
 * What a job may do: read every zone, write to its tables, publish their partitions, and log.
 *
 * Reading is not narrowed to single tables, because a definition says what a job writes and not what it reads. All jobs
 * of a lab share one role, so each may write what the others write: with a role for each, a rebuild would have to
 * create as many roles as there are jobs, in accounts that allow few or none.
 *
 * @param tables that it may write, as `zone.table`
 */
export const jobStatements = (arns: ResourceArns, tables: readonly string[]): readonly Statement[] => {
  const written = tables.flatMap(name => tableOf(name) ?? []);
  return [
    {
      actions: ['s3:ListBucket', 's3:GetBucketLocation'],
      resources: [...zones, 'assets' as const].map(arns.bucket),
    },
    {
      actions: ['s3:GetObject'],
      resources: [
        ...zones.map(zone => arns.objects(zone)),
        arns.objects('assets', 'jobs/'),
        arns.objects('assets', 'spark-ui/'),
      ],
      wildcard: fromDefinition,
    },
    {
      // Spark moves its output into place and deletes its temporary files, including those of its UI's logs.
      actions: ['s3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'],
      resources: [
        // Glue's file system also marks each folder by an object beside it: https://repost.aws/knowledge-center/emr-s3-empty-files
        ...written.flatMap(({ zone, table }) => [
          arns.objects(zone, `${table}/`),
          `${arns.bucket(zone)}/${table}_$folder$`,
        ]),
        arns.objects('assets', 'spark-ui/'),
      ],
      wildcard: fromDefinition,
    },
    {
      actions: [
        'glue:GetDatabase',
        'glue:GetTable',
        'glue:GetPartition',
        'glue:GetPartitions',
        'glue:BatchGetPartition',
      ],
      resources: [arns.catalog, ...arns.databases, ...arns.tables],
      wildcard: fromDefinition,
    },
    ...(written.length === 0
      ? []
      : [
          {
            actions: ['glue:BatchCreatePartition', 'glue:BatchUpdatePartition'],
            resources: [
              arns.catalog,
              ...new Set(written.map(({ zone }) => arns.database(zone))),
              ...written.map(({ zone, table }) => arns.table(zone, table)),
            ],
            wildcard: fromDefinition,
          },
        ]),
    {
      actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
      // output, error, and logs-v2 for continuous logs on Glue 4.0:
      // https://docs.aws.amazon.com/glue/latest/dg/monitor-continuous-logging.html
      resources: [arns.jobLogs],
      wildcard: sharedLogs,
    },
  ];
};

/**
 * What a job with a security configuration may do besides: write its logs to groups of its own, and encrypt those with the
 * lab's key. Without the latter, Glue writes no logs. It may not put the key on the groups that others share.
 * https://docs.aws.amazon.com/glue/latest/dg/monitor-continuous-logging.html
 */
export const encryptedJobStatements = (
  arns: ResourceArns,
  securityConfiguration: string,
): readonly Statement[] => [
  {
    actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents', associateKey],
    resources: [arns.encryptedJobLogs(securityConfiguration)],
    wildcard: 'Glue names its log groups itself, after the security configuration and the role.',
  },
];

/**
 * The policy in the jobs' role.
 * @param asked what the definition's jobs ask for besides
 */
export const jobPolicy = (
  arns: ResourceArns,
  tables: readonly string[],
  { key, securityConfiguration }: LabEncryption = noEncryption,
  asked: readonly JobStatement[] = [],
) => {
  const statements = [
    ...jobStatements(arns, tables),
    ...(key === '' ? [] : encryptedJobStatements(arns, securityConfiguration)),
  ];
  return {
    Version: policyVersion,
    Statement: [...[...statements, ...keyStatements(key, statements)].map(writtenStatement), ...asked],
  };
};
