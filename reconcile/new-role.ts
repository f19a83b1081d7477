import { setTimeout as sleep } from 'node:timers/promises';
import { fullJitter } from './aws-calls.ts';
import { isNamed } from './aws-errors.ts';
import { noteCall } from './note-call.ts';

/** Milliseconds: how long a process puts up with denials after its first one, and how long it waits at most between two. */
const patience = { total: 20_000, pause: 4_000 };

/**
 * Why AWS denies a call, if it says so: `because no identity-based policy allows the s3:GetObject action` is the only reason
 * that passes by itself, when a new role's policy has reached all of AWS. S3 and older services give none.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html#access-denied-error-examples
 */
const final = /because no (?!identity-based policy)|explicit deny|Lake Formation/i;

/**
 * Whether a role that AWS has not heard of everywhere yet would be answered like this. Other codes of a denial say that the
 * account does not have the service.
 */
const mayBeNew = (error: unknown): boolean =>
  isNamed(error, 'AccessDenied', 'AccessDeniedException') && !final.test(error.message);

interface Request {
  readonly input: object;
}
/** As much of an SDK client as this file needs. */
interface SdkClient {
  readonly middlewareStack: {
    add(
      middleware: <Input extends Request, Output>(
        next: (request: Input) => Promise<Output>,
        context: { readonly commandName?: string },
      ) => (request: Input) => Promise<Output>,
      options: { readonly step: 'initialize'; readonly name: string },
    ): void;
  };
}

/** One for each process: all of a function's clients share a role, and the time to wait for it. */
const shared = { ...patience, firstDenial: Number.POSITIVE_INFINITY };

/**
 * Makes a client repeat calls that AWS denies while the function's role may be so new that not all of AWS knows it:
 * until the service has let it in once, and for at most twenty seconds after the first denial. Only then is a denial an
 * error, or data. Each error carries the call that it answers. https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 *
 * @param client of a service; it is changed
 */
export const forNewRole = <Client extends SdkClient>(client: Client, wait = shared): Client => {
  let letIn = false;
  client.middlewareStack.add(
    (next, { commandName }) =>
      async request => {
        for (;;)
          try {
            const answer = await next(request);
            letIn = true;
            return answer;
          } catch (error) {
            noteCall(error, commandName, request.input);
            if (letIn || !mayBeNew(error)) throw error;
            wait.firstDenial = Math.min(wait.firstDenial, Date.now());
            const pause = fullJitter(wait.pause);
            if (Date.now() + pause > wait.firstDenial + wait.total) throw error;
            await sleep(pause);
          }
      },
    { step: 'initialize', name: 'forNewRole' },
  );
  return client;
};
