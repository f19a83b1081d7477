import { labVariables } from '../frame/environment.ts';

/**
 * Which lab, which seed, and the limits that the stack's parameters set. `SEED_URI` is `s3://bucket/prefix/`, or empty
 * for the built-in sample; `DATASETS` names datasets, separated by commas, or is empty for all; `MAX_SEED_GIB` is GiB; `RUN_JOB` is `true` when
 * rebuilds run the jobs without being asked.
 */
export const environmentNames = [
  ...labVariables,
  'STATE_MACHINE_ARN',
  'SEED_URI',
  'DATASETS',
  'MAX_SEED_GIB',
  'RUN_JOB',
] as const;
