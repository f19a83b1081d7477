import * as z from 'zod/mini';

/** Report: which lab, also when Plan could not say. */
export const environmentSchema = z.object({
  LAB_NAME: z.string(),
  LAB_ACCOUNT: z.string(),
  LAB_REGION: z.string(),
  LAB_PARTITION: z.string(),
});
