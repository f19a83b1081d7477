import { FileMismatch, InvalidDefinition, InvalidInput, SeedUnavailable } from '../lab/errors.ts';
import { UnreadableFile } from './seed/unreadable-file.ts';

/** The command was called in a way that can't mean anything. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Something ran and failed; the message says what, where, and what to do. Exit code 1. */
export class Failed extends Error {
  override readonly name = 'Failed';
}

/** There is no lab of this name where we looked. Exit code 1. */
export class NoSuchLab extends Error {
  override readonly name = 'NoSuchLab';
}

/** The user pressed Ctrl-C; the message says what goes on without us. Exit code 130, as shells have it. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

const badInput = [UsageError, InvalidInput, InvalidDefinition, SeedUnavailable, FileMismatch, UnreadableFile];

/** 0 is for what went well, 1: ran and failed, 2: bad usage or bad input, 130: interrupted. */
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

/** Whether nobody answered at the other end. Node tries IPv4 and IPv6, and then has one error for each. */
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

/** Whether AWS asks us to come back later. */
export const isThrottle = (error: unknown): boolean =>
  error instanceof Error && throttles.includes(error.name);

/** One message for a person: no stack trace, unless `DAYBREAK_DEBUG` asks for it. */
export const messageOf = (error: unknown, environment: NodeJS.ProcessEnv = process.env): string => {
  if (!(error instanceof Error)) return String(error);
  if (environment.DAYBREAK_DEBUG === '1') return error.stack ?? error.message;
  const text = error.message.trim() || error.name;
  // AWS names its errors better than it words them.
  return '$metadata' in error && !text.includes(error.name) ? `${error.name}: ${text}` : text;
};
