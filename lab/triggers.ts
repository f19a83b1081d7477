/** What a run may be asked for, and who asks. Without the schema library, for functions that have no use for it. */

export const actions = ['rebuild', 'plan', 'destroy'] as const;
export const triggers = ['console', 'api', 'schedule', 'reset', 'stack'] as const;

export type Action = (typeof actions)[number];
export type Trigger = (typeof triggers)[number];
