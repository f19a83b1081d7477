import type { FunctionDeclaration } from '../frame/declaration.ts';
import { saveDisplaced } from '../frame/statements.ts';

/**
 * The role that the jobs run under: `EXISTING_ROLE_ARN`, or, if that is empty, the lab's own, with the path
 * `ROLE_PATH`. `SECURITY_CONFIGURATION`: that of the jobs in a lab with a KMS key of its own; otherwise empty.
 */
export const environment = ['EXISTING_ROLE_ARN', 'ROLE_PATH', 'SECURITY_CONFIGURATION'] as const;

export const declaration = {
  title: 'Glue jobs, their scripts and schedules',
  memory: 256,
  timeout: 120,
  environment,
  kinds: { ensure: ['script', 'job-file', 'job', 'trigger'] },
  readsSeed: true,
  statements: arns => [saveDisplaced(arns)],
} satisfies FunctionDeclaration;
