import type { LabArns } from '../../lab/arns.ts';
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
