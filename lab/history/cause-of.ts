import { isRecord, jsonOf } from '../json-of.ts';
import type { Cause } from './events.ts';

/**
 * An error as a person should read it: Lambda puts the thrown error's name and message as JSON into the cause, see
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html. Without zod, because the steps after Plan use
 * it, too.
 */
export const causeOf = (error: string | undefined, cause: string | undefined): Cause => {
  const thrown = jsonOf(cause);
  const { errorType, errorMessage }: { readonly errorType?: unknown; readonly errorMessage?: unknown } =
    isRecord(thrown) ? thrown : {};
  return typeof errorMessage === 'string'
    ? { error: typeof errorType === 'string' ? errorType : error || 'Error', cause: errorMessage }
    : { error: error || 'Error', cause: cause || 'AWS gives no cause' };
};
