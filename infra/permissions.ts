import { assetKeys, bucketPurposes, type Step, zones } from '../lab/names.ts';
import type { LabArns } from './lab-arns.ts';
import type { Statement } from './policy.ts';
import { tellStatements } from './tell-permissions.ts';

/** What a step's function may do, beyond writing its own log. */
export interface Permissions {
  readonly statements: readonly Statement[];
  /** Whether the step reads the lab definition, or files, from the seed. */
  readonly readsSeed: boolean;
}

const fromDefinition = 'What lies there is named by the lab definition, which the template does not know.';
const runNames = 'Runs get their names when they start.';

/** A repair and an adoption save what they displace. */
const saveDisplaced = (arns: LabArns): Statement => ({
  // What a try before has saved is looked at, and not overwritten.
  actions: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'],
  resources: [arns.objects('assets', 'displaced/')],
  wildcard: runNames,
});

const plan = (arns: LabArns): Permissions => ({
  readsSeed: true,
  statements: [
    // Without ListBucket a report that is not there answers 403 instead of 404.
    { actions: ['s3:ListBucket'], resources: [arns.bucket('assets')] },
    {
      actions: ['s3:GetObject'],
      resources: [`${arns.bucket('assets')}/${assetKeys.latestReport}`],
    },
    { actions: ['glue:GetDatabase'], resources: [arns.catalog, ...arns.databases] },
    { actions: ['athena:GetWorkGroup'], resources: [arns.workgroup] },
    { actions: ['states:ListExecutions'], resources: [arns.stateMachine] },
    { actions: ['states:DescribeExecution'], resources: [arns.executions], wildcard: runNames },
  ],
});

const ensureStorage = (arns: LabArns): Permissions => ({
  readsSeed: false,
  statements: [
    saveDisplaced(arns),
    {
      actions: [
        's3:CreateBucket',
        // CreateBucket with tags asks for it:
        // https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucketConfiguration.html
        's3:TagResource',
        's3:ListBucket',
        's3:GetBucketTagging',
        's3:PutBucketTagging',
        's3:GetEncryptionConfiguration',
        's3:PutEncryptionConfiguration',
        's3:GetBucketPublicAccessBlock',
        's3:PutBucketPublicAccessBlock',
        's3:GetBucketOwnershipControls',
        's3:PutBucketOwnershipControls',
        's3:GetBucketPolicy',
        's3:PutBucketPolicy',
        's3:GetLifecycleConfiguration',
        's3:PutLifecycleConfiguration',
      ],
      resources: bucketPurposes.map(arns.bucket),
    },
  ],
});

const copyData = (arns: LabArns): Permissions => ({
  readsSeed: true,
  statements: [
    saveDisplaced(arns),
    // Without ListBucket an object that is not there answers 403 instead of 404.
    { actions: ['s3:ListBucket'], resources: [...zones, 'assets' as const].map(arns.bucket) },
    {
      actions: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'],
      resources: zones.map(zone => arns.objects(zone)),
      wildcard: fromDefinition,
    },
  ],
});

const ensureCatalog = (arns: LabArns): Permissions => ({
  readsSeed: true,
  statements: [
    saveDisplaced(arns),
    {
      actions: [
        'glue:GetDatabase',
        'glue:CreateDatabase',
        'glue:UpdateDatabase',
        'glue:GetTable',
        'glue:GetTables',
        'glue:CreateTable',
        'glue:UpdateTable',
        'glue:GetPartitions',
        'glue:BatchCreatePartition',
      ],
      resources: [arns.catalog, ...arns.databases, ...arns.tables],
      wildcard: fromDefinition,
    },
  ],
});

const ensureWorkgroup = (arns: LabArns): Permissions => ({
  readsSeed: true,
  statements: [
    saveDisplaced(arns),
    {
      actions: [
        'athena:GetWorkGroup',
        'athena:CreateWorkGroup',
        'athena:UpdateWorkGroup',
        'athena:TagResource',
        'athena:ListTagsForResource',
        'athena:ListNamedQueries',
        'athena:BatchGetNamedQuery',
        'athena:GetNamedQuery',
        'athena:CreateNamedQuery',
        'athena:UpdateNamedQuery',
        // Rebuilds at the same time may save a query twice.
        'athena:DeleteNamedQuery',
      ],
      resources: [arns.workgroup],
    },
  ],
});

const ensureRole = (arns: LabArns): Permissions => ({
  readsSeed: false,
  statements: [
    saveDisplaced(arns),
    {
      actions: [
        'iam:CreateRole',
        'iam:TagRole',
        'iam:UpdateRole',
        'iam:UpdateAssumeRolePolicy',
        'iam:PutRolePolicy',
        'iam:PutRolePermissionsBoundary',
        'iam:DeleteRolePermissionsBoundary',
      ],
      resources: [arns.jobRole],
    },
    {
      actions: ['iam:GetRole', 'iam:GetRolePolicy'],
      // A request names a role without its path, which IAM can't know of a role that does not exist yet.
      resources: [arns.jobRole, arns.jobRoleWithoutPath],
    },
  ],
});

const ensureJob = (arns: LabArns): Permissions => ({
  readsSeed: true,
  statements: [
    saveDisplaced(arns),
    {
      actions: ['glue:GetJob', 'glue:CreateJob', 'glue:UpdateJob', 'glue:TagResource'],
      resources: [arns.jobs],
      wildcard: fromDefinition,
    },
    {
      actions: [
        'glue:GetTrigger',
        'glue:CreateTrigger',
        'glue:UpdateTrigger',
        'glue:StartTrigger',
        'glue:TagResource',
        'glue:GetTags',
      ],
      resources: [arns.triggers],
      wildcard: fromDefinition,
    },
    {
      actions: ['iam:PassRole'],
      resources: [arns.jobRole],
      condition: { StringEquals: { 'iam:PassedToService': 'glue.amazonaws.com' } },
    },
    { actions: ['s3:ListBucket'], resources: [arns.bucket('assets')] },
    {
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: [arns.objects('assets', 'jobs/')],
      wildcard: fromDefinition,
    },
  ],
});

const runJobs = (arns: LabArns): Permissions => ({
  readsSeed: false,
  statements: [
    {
      actions: ['glue:StartJobRun', 'glue:GetJobRun', 'glue:GetJobRuns'],
      resources: [arns.jobs],
      wildcard: fromDefinition,
    },
    {
      actions: ['glue:GetPartitions'],
      resources: [arns.catalog, ...arns.databases, ...arns.tables],
      wildcard: fromDefinition,
    },
    // Whether a table without partitions has new files.
    { actions: ['s3:ListBucket'], resources: zones.map(arns.bucket) },
  ],
});

const smokeTest = (arns: LabArns): Permissions => ({
  readsSeed: true,
  statements: [
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
  ],
});

const report = (arns: LabArns): Permissions => ({
  readsSeed: false,
  statements: tellStatements(arns),
});

const destroy = (arns: LabArns): Permissions => ({
  readsSeed: true,
  statements: [
    {
      actions: ['glue:GetJob', 'glue:GetJobRuns', 'glue:BatchStopJobRun', 'glue:DeleteJob'],
      resources: [arns.jobs],
      wildcard: fromDefinition,
    },
    {
      actions: ['glue:GetTrigger', 'glue:GetTags', 'glue:DeleteTrigger'],
      resources: [arns.triggers],
      wildcard: fromDefinition,
    },
    {
      actions: [
        'iam:ListRolePolicies',
        'iam:ListAttachedRolePolicies',
        'iam:GetRolePolicy',
        'iam:DeleteRolePolicy',
        'iam:DeleteRole',
      ],
      resources: [arns.jobRole],
    },
    // A request names a role without its path: see EnsureRole.
    { actions: ['iam:GetRole'], resources: [arns.jobRole, arns.jobRoleWithoutPath] },
    {
      actions: [
        'athena:GetWorkGroup',
        'athena:ListTagsForResource',
        'athena:ListNamedQueries',
        'athena:BatchGetNamedQuery',
        'athena:GetNamedQuery',
        'athena:DeleteNamedQuery',
        'athena:DeleteWorkGroup',
      ],
      resources: [arns.workgroup],
    },
    {
      actions: [
        'glue:GetDatabase',
        'glue:DeleteDatabase',
        'glue:GetTable',
        'glue:GetTables',
        'glue:DeleteTable',
      ],
      // DeleteDatabase asks for the right to delete all that could be in it:
      // https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
      resources: [arns.catalog, ...arns.databases, ...arns.tables, ...arns.userDefinedFunctions],
      wildcard: fromDefinition,
    },
    {
      actions: [
        's3:ListBucket',
        's3:ListBucketVersions',
        's3:ListBucketMultipartUploads',
        's3:GetBucketTagging',
        's3:GetEncryptionConfiguration',
        's3:GetBucketPublicAccessBlock',
        's3:GetBucketOwnershipControls',
        's3:GetBucketPolicy',
        's3:GetLifecycleConfiguration',
        's3:DeleteBucket',
      ],
      resources: bucketPurposes.map(arns.bucket),
    },
    {
      actions: [
        's3:GetObject',
        's3:GetObjectVersion',
        's3:DeleteObject',
        's3:DeleteObjectVersion',
        's3:AbortMultipartUpload',
      ],
      resources: bucketPurposes.map(purpose => arns.objects(purpose)),
      wildcard: "Everything in the lab's buckets goes with it, as far as it is the lab's.",
    },
  ],
});

/** What each step's function may do: on the lab's own resources, and on the seed where it reads one. */
export const stepPermissions: Readonly<Record<Step, (arns: LabArns) => Permissions>> = {
  plan,
  'ensure-storage': ensureStorage,
  'copy-data': copyData,
  'ensure-catalog': ensureCatalog,
  'ensure-workgroup': ensureWorkgroup,
  'ensure-role': ensureRole,
  'ensure-job': ensureJob,
  'run-jobs': runJobs,
  'smoke-test': smokeTest,
  destroy,
  report,
};
