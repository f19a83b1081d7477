import { labVariables } from '../frame/environment.ts';

/** Which lab, and the state machine to start and to ask. */
export const environmentNames = [...labVariables, 'STATE_MACHINE_ARN'] as const;
