import type { FunctionDeclaration } from '../frame/declaration.ts';

/** The lab, and the state machine to start. */
export const environment = ['LAB_NAME', 'STATE_MACHINE_ARN'] as const;

export const declaration = {
  title: 'starts a rebuild when the stack is created or updated',
  memory: 256,
  timeout: 120,
  environment,
  kinds: {},
  readsSeed: false,
  statements: arns => [{ actions: ['states:StartExecution'], resources: [arns.stateMachine] }],
} satisfies FunctionDeclaration;
