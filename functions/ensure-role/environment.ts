/**
 * What the account's rules ask of a role; the first two may be empty. `EXISTING_ROLE_ARN`: a role to use instead of
 * making one. `ROLE_PATH` is `/`, or `/folder/`.
 */
export const environmentNames = ['EXISTING_ROLE_ARN', 'PERMISSIONS_BOUNDARY_ARN', 'ROLE_PATH'] as const;
