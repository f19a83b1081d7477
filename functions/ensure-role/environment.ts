import * as z from 'zod/mini';

/** EnsureRole: what the account's rules ask of a role. All may be empty. */
export const environmentSchema = z.object({
  /** ARN of a role to use instead of making one. */
  EXISTING_ROLE_ARN: z.string(),
  PERMISSIONS_BOUNDARY_ARN: z.string(),
  /** `/`, or `/folder/` */
  ROLE_PATH: z.string(),
});
