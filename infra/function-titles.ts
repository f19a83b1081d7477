import type { LabFunctionName } from '../lab/names.ts';

/** What each function is, in one line: the console shows it beside the function's name and at the top of its code. */
export const functionTitles: Readonly<Record<LabFunctionName, string>> = {
  plan: 'step plan: what to build, and whether the account allows it',
  'ensure-storage': 'step ensure-storage: buckets',
  'copy-data': 'step copy-data: the datasets, copied from the seed',
  'ensure-catalog': 'step ensure-catalog: databases, tables and partitions',
  'ensure-workgroup': 'step ensure-workgroup: the Athena workgroup and its saved queries',
  'ensure-role': 'step ensure-role: the role of the Glue jobs',
  'ensure-job': 'step ensure-job: Glue jobs, their scripts and schedules',
  'run-jobs': 'step run-jobs: runs of the Glue jobs',
  'smoke-test': 'step smoke-test: row counts and queries that prove the lab',
  destroy: 'step destroy: takes the lab away',
  report: 'step report: joins what all steps did into one document',
  api: 'function api: answers the HTTPS endpoint',
  'first-run': 'function first-run: starts a rebuild when the stack is created or updated',
  'run-ended': 'function run-ended: reports runs that ended before they could report themselves',
};
