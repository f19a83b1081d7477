import * as z from 'zod/mini';
import { isNamed } from '../../reconcile/aws-errors.ts';
import { Problem } from './problem.ts';

/** How Step Functions and S3 say that there were too many calls, or too many runs at once. */
const throttles = [
  'ThrottlingException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'SlowDown',
  'ExecutionLimitExceeded',
  'KmsThrottlingException',
];

/** The stack is about to go, or its state machine is being replaced. */
const noMachine = ['StateMachineDoesNotExist', 'StateMachineDeleting'];

/** Seconds. Longer than the SDK has already waited between its own tries. */
const retryAfter = { throttled: '5', unavailable: '15' };

const answered = z.object({ $metadata: z.object({ httpStatusCode: z.number() }) });
/** `ECONNRESET` and its like; Node's own errors begin with `ERR_`. */
const lost = z.object({ code: z.string().check(z.regex(/^E(?!RR_)/)) });

/** Whether AWS says that the fault is its own, or does not answer. */
const isOutage = (error: unknown): boolean => {
  const answer = z.safeParse(answered, error);
  if (answer.success) return answer.data.$metadata.httpStatusCode >= 500;
  return isNamed(error, 'TimeoutError') || z.safeParse(lost, error).success;
};

/** What a call to AWS that failed means for who called us; undefined when that is nobody's business but ours. */
export const awsProblem = (error: unknown): Problem | undefined => {
  if (isNamed(error, ...throttles))
    return new Problem('throttled', `AWS takes no more calls just now (${error.name}): try again later`, {
      headers: { 'retry-after': retryAfter.throttled },
    });
  if (isNamed(error, ...noMachine))
    return new Problem('unavailable', `The lab's state machine is not there (${error.name}): see its stack`, {
      headers: { 'retry-after': retryAfter.unavailable },
    });
  if (isOutage(error))
    return new Problem('unavailable', 'AWS does not answer as it should: try again later', {
      headers: { 'retry-after': retryAfter.unavailable },
    });
  return undefined;
};
