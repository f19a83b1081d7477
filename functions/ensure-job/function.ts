import type { FunctionDeclaration } from '../frame/declaration.ts';
import { fromDefinition, saveDisplaced } from '../frame/statements.ts';

/**
 * The role that the jobs run under: `EXISTING_ROLE_ARN`, or, where that is empty, the lab's own, which lies below
 * `ROLE_PATH`.
 */
export const environment = ['EXISTING_ROLE_ARN', 'ROLE_PATH'] as const;

export const declaration = {
  title: 'Glue jobs, their scripts and schedules',
  memory: 256,
  timeout: 120,
  environment,
  readsSeed: true,
  statements: arns => [
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
} satisfies FunctionDeclaration;
