import { bucketPurposes } from '../../lab/names.ts';
import type { FunctionDeclaration } from '../frame/declaration.ts';
import { fromDefinition } from '../frame/statements.ts';

/**
 * What the account's rules say of roles. `EXISTING_ROLE_ARN`: the role that is used instead of the lab's own, and so is
 * nobody's to destroy; may be empty. `ROLE_PATH` is `/`, or `/folder/`.
 */
export const environment = ['EXISTING_ROLE_ARN', 'ROLE_PATH'] as const;

export const declaration = {
  title: 'takes the lab away',
  memory: 1024,
  timeout: 900,
  environment,
  readsSeed: true,
  statements: arns => [
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
} satisfies FunctionDeclaration;
