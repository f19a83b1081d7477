import type { Logger } from '@aws-lambda-powertools/logger';

/** Takes a failure that must not fail the step. */
export type CouldNot = (what: string, error: unknown) => void;

/** Logs such failures as warnings. */
export const couldNotOn =
  (logger: Logger): CouldNot =>
  (what, error) =>
    logger.warn(what, error instanceof Error ? error : new Error(String(error)));
