import type { LabArns } from '../../lab/arns.ts';
import { rebuildFinished } from '../../lab/events.ts';
import type { Statement } from '../../lab/statement.ts';

/** Why a statement about runs has a `*`. */
export const runNames = 'Runs get their names when they start.';

/** Lets repairs and adoptions save what they displace. */
export const saveDisplaced = (arns: LabArns): Statement => ({
  // GetObject: what an earlier attempt has saved is checked, not overwritten.
  actions: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'],
  resources: [arns.objects('assets', 'displaced/')],
  wildcard: runNames,
});

/** Lets a function read runs: their input and history. */
export const readRuns = (arns: LabArns): Statement => ({
  actions: ['states:DescribeExecution', 'states:GetExecutionHistory'],
  resources: [arns.executions],
  wildcard: runNames,
});

/** Lets a function write a run's report and send notices about it. */
export const tellStatements = (arns: LabArns): readonly Statement[] => [
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
];
