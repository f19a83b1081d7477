import type { ResourceArns } from '../../lab/arns.ts';
import { zones } from '../../lab/names.ts';
import { fromDefinition, type Statement } from '../../lab/statement.ts';

/** Lets somebody query the lab's databases in its workgroup: Athena reads with the rights of whoever asks. */
export const queryStatements = (arns: ResourceArns): readonly Statement[] => [
  {
    actions: [
      'athena:StartQueryExecution',
      'athena:GetQueryExecution',
      'athena:GetQueryResults',
      'athena:StopQueryExecution',
    ],
    resources: [arns.workgroup],
  },
  {
    actions: [
      'glue:GetDatabase',
      'glue:GetDatabases',
      'glue:GetTable',
      'glue:GetTables',
      // What AmazonAthenaFullAccess has for reading partitions: Athena's engine makes all three calls, and one that is
      // denied fails the query. https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonAthenaFullAccess.html
      'glue:GetPartition',
      'glue:GetPartitions',
      'glue:BatchGetPartition',
    ],
    resources: [arns.catalog, ...arns.databases, ...arns.tables],
    wildcard: fromDefinition,
  },
  {
    // Athena looks at the region's default database, whichever one a query names:
    // https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html
    actions: ['glue:GetDatabase'],
    resources: [arns.defaultDatabase],
  },
  {
    actions: ['s3:GetBucketLocation', 's3:ListBucket'],
    resources: [...zones, 'athena' as const].map(arns.bucket),
  },
  { actions: ['s3:GetObject'], resources: zones.map(zone => arns.objects(zone)), wildcard: fromDefinition },
  // As https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonAthenaFullAccess.html has it.
  { actions: ['s3:ListBucketMultipartUploads'], resources: [arns.bucket('athena')] },
  {
    actions: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
    resources: [arns.objects('athena')],
    wildcard: 'Athena names the objects of a result itself.',
  },
];
