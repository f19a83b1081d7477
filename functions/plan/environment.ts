import * as z from 'zod/mini';

/** Plan: which lab, which seed, and the limits that the stack's parameters set. */
export const environmentSchema = z.object({
  LAB_NAME: z.string(),
  LAB_ACCOUNT: z.string(),
  LAB_REGION: z.string(),
  LAB_PARTITION: z.string(),
  STATE_MACHINE_ARN: z.string(),
  /** `s3://bucket/prefix/`, or empty for the built-in sample. */
  SEED_URI: z.string(),
  /** Names of datasets, separated by commas; empty for all. */
  DATASETS: z.string(),
  /** GiB */
  MAX_SEED_GIB: z.string(),
});
