import { rebuildFinished } from '../../lab/events.ts';
import { fromDefinition } from '../../lab/statement.ts';
import type { FunctionDeclaration } from '../frame/declaration.ts';
import { labVariables } from '../frame/environment.ts';
import { readRuns, runNames } from '../frame/statements.ts';

/** The lab, needed when Plan failed or the run was stopped, and the topic for notices, empty if there is none. */
export const environment = [...labVariables, 'TOPIC_ARN'] as const;

export const declaration = {
  title: 'joins what all steps did into one document, also for a run that was stopped',
  memory: 256,
  timeout: 180,
  environment,
  kinds: {},
  readsSeed: false,
  statements: arns => [
    {
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: [arns.objects('assets', 'runs/')],
      wildcard: runNames,
    },
    // Without ListBucket, S3 answers 403 instead of 404 for a missing report. The tags, or a lifecycle rule where tags
    // are refused, show whether the bucket is ours.
    {
      actions: ['s3:ListBucket', 's3:GetBucketTagging', 's3:GetLifecycleConfiguration'],
      resources: [arns.bucket('assets')],
    },
    {
      actions: ['events:PutEvents'],
      resources: [arns.defaultBus],
      // One call may carry several events, so the key has several values, and StringEquals alone would not match:
      // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
      condition: {
        'ForAllValues:StringEquals': { 'events:source': rebuildFinished.source },
        Null: { 'events:source': 'false' },
      },
    },
    { actions: ['sns:Publish'], resources: [arns.topic] },
    // For runs that ended before they could report themselves, and for the page, which lists the latest runs.
    readRuns(arns),
    { actions: ['states:ListExecutions'], resources: [arns.stateMachine] },
    {
      // The page has the columns of tables, and the saved queries.
      actions: ['glue:GetTables'],
      resources: [arns.catalog, ...arns.databases, ...arns.tables],
      wildcard: fromDefinition,
    },
    { actions: ['athena:ListNamedQueries', 'athena:BatchGetNamedQuery'], resources: [arns.workgroup] },
    {
      actions: ['glue:GetJobRuns', 'glue:BatchStopJobRun'],
      resources: [arns.jobs],
      wildcard: 'The lab definition, which the template does not know, names the jobs.',
    },
  ],
} satisfies FunctionDeclaration;
