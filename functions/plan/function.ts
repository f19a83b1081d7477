import { assetKeys } from '../../lab/names.ts';
import type { FunctionDeclaration } from '../frame/declaration.ts';
import { labVariables } from '../frame/environment.ts';
import { runNames } from '../frame/statements.ts';

/**
 * The lab, the seed, and the limits that the stack's parameters set. `SEED_URI` is `s3://bucket/prefix/`, or empty for
 * the built-in sample; `DATASETS` names datasets, separated by commas, is `none`, or is empty for all; `MAX_SEED_GIB` is
 * GiB; `RUN_JOB` is `true` if rebuilds run the jobs by default; `SCHEDULE_EXPRESSION` is empty if nothing starts them
 * regularly; `JOB_POLICIES` names services, separated by commas, or is empty.
 */
export const environment = [
  ...labVariables,
  'STATE_MACHINE_ARN',
  'SEED_URI',
  'DATASETS',
  'MAX_SEED_GIB',
  'RUN_JOB',
  'SCHEDULE_EXPRESSION',
  'MAX_DOLLARS_PER_DAY',
  'JOB_POLICIES',
] as const;

export const declaration = {
  title: 'decides what to build, and checks that the account allows it',
  // Reads manifests: five million lines take a whole processor ten seconds.
  memory: 1024,
  timeout: 120,
  environment,
  kinds: {},
  readsSeed: true,
  statements: arns => [
    // Without ListBucket, S3 answers 403 instead of 404 for a missing report.
    { actions: ['s3:ListBucket'], resources: [arns.bucket('assets')] },
    {
      actions: ['s3:GetObject'],
      resources: [`${arns.bucket('assets')}/${assetKeys.latestReport}`],
    },
    { actions: ['glue:GetDatabase'], resources: [arns.catalog, ...arns.databases] },
    {
      actions: ['lakeformation:GetDataLakeSettings'],
      resources: ['*'],
      wildcard: 'Lake Formation does not support resource-level permissions.',
    },
    { actions: ['athena:GetWorkGroup'], resources: [arns.workgroup] },
    { actions: ['states:ListExecutions'], resources: [arns.stateMachine] },
    { actions: ['states:DescribeExecution'], resources: [arns.executions], wildcard: runNames },
  ],
} satisfies FunctionDeclaration;
