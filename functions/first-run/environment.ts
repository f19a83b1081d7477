/** Which lab, and the state machine to start. */
export const environmentNames = ['LAB_NAME', 'STATE_MACHINE_ARN'] as const;
