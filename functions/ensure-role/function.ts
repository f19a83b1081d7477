import type { FunctionDeclaration } from '../frame/declaration.ts';
import { saveDisplaced } from '../frame/statements.ts';

/**
 * What the account's rules ask of a role; the first two may be empty. `EXISTING_ROLE_ARN`: a role to use instead of
 * making one. `ROLE_PATH` is `/`, or `/folder/`.
 */
export const environment = ['EXISTING_ROLE_ARN', 'PERMISSIONS_BOUNDARY_ARN', 'ROLE_PATH'] as const;

export const declaration = {
  title: 'the role of the Glue jobs',
  memory: 256,
  timeout: 120,
  environment,
  readsSeed: false,
  statements: arns => [
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
} satisfies FunctionDeclaration;
