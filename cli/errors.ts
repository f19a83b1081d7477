import { FileMismatch, InvalidDefinition, InvalidInput, SeedUnavailable } from '../lab/errors.ts';
import { afterDenial, inWords, isDenied } from '../reconcile/aws-errors.ts';
import { SeveralProblems } from './seed/problems.ts';
import { UnreadableFile } from './seed/unreadable-file.ts';

/** The command line makes no sense. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Something ran and failed. The message says what, where, and what to do next. Exit code 1. */
export class Failed extends Error {
  override readonly name = 'Failed';
}

/** There is no lab of this name where we looked. Exit code 1. */
export class NoSuchLab extends Error {
  override readonly name = 'NoSuchLab';
}

/** The user pressed Ctrl-C. The message says what continues without us. Exit code 130, as in shells. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

const badInput = [
  UsageError,
  InvalidInput,
  InvalidDefinition,
  SeedUnavailable,
  FileMismatch,
  UnreadableFile,
  SeveralProblems,
];

/** 1: ran and failed; 2: bad usage or bad input; 130: interrupted. */
export const exitCodeOf = (error: unknown): 1 | 2 | 130 => {
  if (error instanceof Interrupted) return 130;
  return badInput.some(kind => error instanceof kind) ? 2 : 1;
};

const connectionCodes = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ETIMEDOUT',
];

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

/** Whether the other end did not answer. Node tries IPv4 and IPv6, and reports one error for each. */
export const isConnectionError = (error: unknown): boolean => {
  if (error instanceof AggregateError) return error.errors.some(isConnectionError);
  if (connectionCodes.some(code => code === codeOf(error))) return true;
  return error instanceof Error && (error.name === 'TimeoutError' || isConnectionError(error.cause));
};

const throttles = [
  'ThrottlingException',
  'Throttling',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'SlowDown',
];

/** Whether AWS asks us to retry later. */
export const isThrottle = (error: unknown): boolean =>
  error instanceof Error && throttles.includes(error.name);

/** One message for a person: no stack trace, unless `DAYBREAK_DEBUG` asks for it. */
export const messageOf = (error: unknown, environment: NodeJS.ProcessEnv = process.env): string => {
  if (!(error instanceof Error)) return String(error);
  if (environment.DAYBREAK_DEBUG === '1') return error.stack ?? error.message;
  const { name, message } = inWords(error);
  const text = message.trim() || name;
  // AWS's error names are often clearer than its messages.
  const said = '$metadata' in error && !text.includes(name) ? `${name}: ${text}` : text;
  return isDenied(error) ? afterDenial(said, 'run this again') : said;
};
