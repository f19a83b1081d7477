import type { Logger } from '@aws-lambda-powertools/logger';

/** Is called with what failed and must not fail the step: it is logged. */
export type CouldNot = (what: string, error: unknown) => void;

/** Logs such failures as warnings. */
export const couldNotOn =
  (logger: Logger): CouldNot =>
  (what, error) =>
    logger.warn(what, error instanceof Error ? error : new Error(String(error)));
