import type { FunctionDeclaration } from '../frame/declaration.ts';
import { labVariables } from '../frame/environment.ts';
import { readRuns, runNames } from '../frame/statements.ts';

/** The lab, and the state machine to start and to query. */
export const environment = [...labVariables, 'STATE_MACHINE_ARN'] as const;

export const declaration = {
  title: 'answers the HTTPS endpoint',
  memory: 512,
  // API Gateway waits for 30 seconds.
  timeout: 29,
  environment,
  kinds: {},
  readsSeed: false,
  statements: arns => [
    { actions: ['states:StartExecution', 'states:ListExecutions'], resources: [arns.stateMachine] },
    readRuns(arns),
    { actions: ['s3:GetObject'], resources: [arns.objects('assets', 'runs/')], wildcard: runNames },
    // Without ListBucket, S3 answers 403 instead of 404 for a missing report.
    { actions: ['s3:ListBucket'], resources: [arns.bucket('assets')] },
  ],
} satisfies FunctionDeclaration;
