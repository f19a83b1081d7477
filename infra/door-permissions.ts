import type { Door } from '../lab/names.ts';
import type { LabArns } from './lab-arns.ts';
import type { Statement } from './policy.ts';
import { tellStatements } from './tell-permissions.ts';

const runNames = 'Runs get their names when they start.';

const readRuns = (arns: LabArns): Statement => ({
  actions: ['states:DescribeExecution', 'states:GetExecutionHistory'],
  resources: [arns.executions],
  wildcard: runNames,
});

const api = (arns: LabArns): readonly Statement[] => [
  { actions: ['states:StartExecution', 'states:ListExecutions'], resources: [arns.stateMachine] },
  readRuns(arns),
  { actions: ['s3:GetObject'], resources: [arns.objects('assets', 'runs/')], wildcard: runNames },
  // Without ListBucket a report that is not there answers 403 instead of 404.
  { actions: ['s3:ListBucket'], resources: [arns.bucket('assets')] },
];

const firstRun = (arns: LabArns): readonly Statement[] => [
  { actions: ['states:StartExecution'], resources: [arns.stateMachine] },
];

const runEnded = (arns: LabArns): readonly Statement[] => [
  readRuns(arns),
  ...tellStatements(arns),
  {
    actions: ['glue:GetJobRuns', 'glue:BatchStopJobRun'],
    resources: [arns.jobs],
    wildcard: 'The lab definition, which the template does not know, names the jobs.',
  },
];

/** What each function around the state machine may do, beyond writing its own log. */
export const doorPermissions: Readonly<Record<Door, (arns: LabArns) => readonly Statement[]>> = {
  api,
  'first-run': firstRun,
  'run-ended': runEnded,
};
