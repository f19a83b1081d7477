import * as z from 'zod/mini';
import { isNamed } from '../../reconcile/aws-errors.ts';
import { Problem } from './problem.ts';

/** Errors of Step Functions and S3 for too many calls, or too many runs at once. */
const throttles = [
  'ThrottlingException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'SlowDown',
  'ExecutionLimitExceeded',
  'KmsThrottlingException',
];

/** Errors while the stack is being deleted, or its state machine replaced. */
const noMachine = ['StateMachineDoesNotExist', 'StateMachineDeleting'];

/** Seconds; longer than the SDK's own waits between retries. */
const retryAfter = { throttled: '5', unavailable: '15' };

const answered = z.object({ $metadata: z.object({ httpStatusCode: z.number() }) });
/** `ECONNRESET` and the like; Node's own errors begin with `ERR_`. */
const lost = z.object({ code: z.string().check(z.regex(/^E(?!RR_)/)) });

/** Whether the fault is AWS's, or AWS does not answer. */
const isOutage = (error: unknown): boolean => {
  const answer = z.safeParse(answered, error);
  if (answer.success) return answer.data.$metadata.httpStatusCode >= 500;
  return isNamed(error, 'TimeoutError') || z.safeParse(lost, error).success;
};

/**
 * What the failure of a call to AWS means for the endpoint's caller; undefined if the caller can do nothing about it.
 */
export const awsProblem = (error: unknown): Problem | undefined => {
  if (isNamed(error, ...throttles))
    return new Problem('throttled', `AWS accepts no more calls just now (${error.name}): try again later`, {
      headers: { 'retry-after': retryAfter.throttled },
    });
  if (isNamed(error, ...noMachine))
    return new Problem(
      'unavailable',
      `The lab's state machine does not exist (${error.name}): look at its stack, and try again when it is deployed`,
      {
        headers: { 'retry-after': retryAfter.unavailable },
      },
    );
  if (isOutage(error))
    return new Problem('unavailable', 'AWS does not answer or reports an error of its own: try again later', {
      headers: { 'retry-after': retryAfter.unavailable },
    });
  return undefined;
};
