import { setTimeout as sleep } from 'node:timers/promises';
import { isDenied } from './aws-errors.ts';
import { noteCall } from './note-call.ts';

/** Milliseconds: how long a process puts up with denials after its first one, and how often it asks again. */
const patience = { total: 20_000, pause: 2_000 };

/**
 * Denials that no time will change: an explicit one, a rule above the role's own policy, or Lake Formation's.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html#access-denied-error-examples
 */
const final =
  /explicit deny|permissions boundary|(session|service control|resource control|resource-based|VPC endpoint) polic|Lake Formation/i;

/** Whether a role that AWS has not heard of everywhere yet would be answered like this. */
const mayBeNew = (error: unknown): boolean => {
  if (!(error instanceof Error) || final.test(error.message)) return false;
  return isDenied(error);
};

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
            if (Date.now() + wait.pause > wait.firstDenial + wait.total) throw error;
            await sleep(wait.pause);
          }
      },
    { step: 'initialize', name: 'forNewRole' },
  );
  return client;
};
