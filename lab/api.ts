import * as z from 'zod/mini';
import { runInputSchema } from './run.ts';

/** What the endpoint takes, and how it says no. What it answers otherwise is in `api-answers.ts`. */

/** Bytes of a request's body. */
export const mostBodyBytes = 32 * 1024;

/**
 * What can be a run's name, and so an Idempotency-Key: the ASCII characters that Step Functions allows in the name of
 * an execution. No dot in front, because `/rebuild/..` is no path that arrives.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export const runNamePattern = /^[A-Za-z0-9_!'()+=@-][A-Za-z0-9_!'()+=@.-]{0,79}$/;
export const runNameRule =
  "1 to 80 characters, each a letter without accents, a digit or one of _ - . ! ' ( ) + = @, with no dot in front";

const offeredActions = ['rebuild', 'plan'] as const;

const actions = z.enum([...offeredActions, 'destroy'], {
  error: `is no action of this endpoint: use ${offeredActions.join(' or ')}`,
});
const trigger = z._default(
  z.enum(['api'], { error: "is 'api' for every run that the endpoint starts: leave it out" }),
  'api',
);

/** The state machine takes anything, for the sake of its console; here it is a note that the run's input keeps. */
const Comment = z.optional(z.string());

/** A body as it is parsed: what is not offered here is told apart from what nobody understands. */
export const rebuildBodySchema = z.extend(runInputSchema, {
  action: z._default(actions, 'rebuild'),
  trigger,
  Comment,
});
export type RebuildBody = z.output<typeof rebuildBodySchema>;

/** What the endpoint offers of the state machine's input. */
export const rebuildRequestSchema = z.extend(
  z.pick(runInputSchema, { datasets: true, allowOlder: true, runJob: true }),
  {
    action: z._default(z.enum(offeredActions), 'rebuild'),
    trigger,
    Comment,
  },
);

/** Every way in which the endpoint says no. */
export const problems = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'not-offered': { status: 403, title: 'The endpoint does not offer this' },
  'no-such-path': { status: 404, title: 'There is nothing at this path' },
  'no-such-run': { status: 404, title: 'There is no such run' },
  'no-report': { status: 404, title: 'There is no report' },
  'method-not-allowed': { status: 405, title: 'This path has another method' },
  'run-in-progress': { status: 409, title: 'A run is under way' },
  'lab-destroyed': { status: 409, title: 'The lab is being destroyed' },
  'key-used': { status: 409, title: 'The Idempotency-Key belongs to another run' },
  'too-large': { status: 413, title: 'The body is too large' },
  'not-json': { status: 415, title: 'The body has to be JSON' },
  throttled: { status: 429, title: 'AWS asks to slow down' },
  internal: { status: 500, title: 'The endpoint is broken' },
  unavailable: { status: 503, title: 'AWS is not available' },
} as const;
export type ProblemKind = keyof typeof problems;

export const problemType = (kind: ProblemKind): string => `urn:daybreak:problem:${kind}`;
