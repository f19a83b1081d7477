/**
 * What the account's rules say of roles. `EXISTING_ROLE_ARN`: the role that is used instead of the lab's own, and so is
 * nobody's to destroy; may be empty. `ROLE_PATH` is `/`, or `/folder/`.
 */
export const environmentNames = ['EXISTING_ROLE_ARN', 'ROLE_PATH'] as const;
