/**
 * The role that the jobs run under: `EXISTING_ROLE_ARN`, or, where that is empty, the lab's own, which lies below
 * `ROLE_PATH`.
 */
export const environmentNames = ['EXISTING_ROLE_ARN', 'ROLE_PATH'] as const;
