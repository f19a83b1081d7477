import type { LabArns } from '../../lab/arns.ts';
import { rebuildFinished } from '../../lab/events.ts';
import type { Statement } from '../../lab/statement.ts';

/** Why a statement has a `*`: for what belongs to runs. */
export const runNames = 'Runs get their names when they start.';

/** A repair and an adoption save what they displace. */
export const saveDisplaced = (arns: LabArns): Statement => ({
  // What a try before has saved is looked at, and not overwritten.
  actions: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'],
  resources: [arns.objects('assets', 'displaced/')],
  wildcard: runNames,
});

/** What happened in a run: what it was asked, and its history. */
export const readRuns = (arns: LabArns): Statement => ({
  actions: ['states:DescribeExecution', 'states:GetExecutionHistory'],
  resources: [arns.executions],
  wildcard: runNames,
});

/** What a function needs that writes a run's report and tells whoever wants to know. */
export const tellStatements = (arns: LabArns): readonly Statement[] => [
  {
    actions: ['s3:GetObject', 's3:PutObject'],
    resources: [arns.objects('assets', 'runs/')],
    wildcard: runNames,
  },
  // Without ListBucket a report that is not there answers 403 instead of 404. The tags say whether the bucket is ours.
  { actions: ['s3:ListBucket', 's3:GetBucketTagging'], resources: [arns.bucket('assets')] },
  {
    actions: ['events:PutEvents'],
    resources: [arns.defaultBus],
    condition: { StringEquals: { 'events:source': rebuildFinished.source } },
  },
  { actions: ['sns:Publish'], resources: [arns.topic] },
];
