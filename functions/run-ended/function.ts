import type { FunctionDeclaration } from '../frame/declaration.ts';
import { labVariables } from '../frame/environment.ts';
import { readRuns, tellStatements } from '../frame/statements.ts';

/** The lab, and the topic for notices, empty if there is none. */
export const environment = [...labVariables, 'TOPIC_ARN'] as const;

export const declaration = {
  title: 'reports runs that ended before they could report themselves',
  memory: 256,
  timeout: 120,
  environment,
  kinds: {},
  readsSeed: false,
  statements: arns => [
    readRuns(arns),
    ...tellStatements(arns),
    {
      actions: ['glue:GetJobRuns', 'glue:BatchStopJobRun'],
      resources: [arns.jobs],
      wildcard: 'The lab definition, which the template does not know, names the jobs.',
    },
  ],
} satisfies FunctionDeclaration;
