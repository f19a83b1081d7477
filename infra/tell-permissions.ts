import { rebuildFinished } from '../lab/events.ts';
import type { LabArns } from './lab-arns.ts';
import type { Statement } from './policy.ts';

/** What a function needs that writes a run's report and tells whoever wants to know. */
export const tellStatements = (arns: LabArns): readonly Statement[] => [
  {
    actions: ['s3:GetObject', 's3:PutObject'],
    resources: [arns.objects('assets', 'runs/')],
    wildcard: 'Runs get their names when they start.',
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
