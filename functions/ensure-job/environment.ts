import * as z from 'zod/mini';

/** EnsureJob: the role that the jobs run under. */
export const environmentSchema = z.object({
  /** ARN of a role to use instead of the lab's own; may be empty. */
  EXISTING_ROLE_ARN: z.string(),
  /** Path of the lab's own role. */
  ROLE_PATH: z.string(),
});
