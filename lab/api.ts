import * as z from 'zod/mini';
import { runInputSchema } from './run.ts';

/** What the endpoint accepts, and how it refuses a request. Its other answers are in `api-answers.ts`. */

/** Largest request body, in bytes. */
export const mostBodyBytes = 32 * 1024;

/**
 * A run's name, and so an Idempotency-Key: the ASCII characters that Step Functions allows in the name of an execution.
 * No leading dot, because clients resolve `/rebuild/..` before they send it.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export const runNamePattern = /^[A-Za-z0-9_!'()+=@-][A-Za-z0-9_!'()+=@.-]{0,79}$/;
export const runNameRule =
  "1 to 80 characters, each a letter without accents, a digit or one of _ - . ! ' ( ) + = @, with no dot in front";

const offeredActions = ['rebuild', 'plan'] as const;

const actions = z.enum([...offeredActions, 'destroy'], {
  error: `is not an action of this endpoint: use ${offeredActions.join(' or ')}`,
});
const trigger = z._default(
  z.enum(['api'], { error: "is always 'api' for a run that the endpoint starts: leave it out" }),
  'api',
);

/** The state machine accepts any value, because its console adds one; here it is a note kept in the run's input. */
const Comment = z.optional(z.string());

/**
 * A body as it is parsed: it accepts more than the endpoint offers, so that a known but refused request gets its own
 * answer.
 */
export const rebuildBodySchema = z.extend(runInputSchema, {
  action: z._default(actions, 'rebuild'),
  trigger,
  Comment,
});
export type RebuildBody = z.output<typeof rebuildBodySchema>;

/** The part of the state machine's input that the endpoint offers. */
export const rebuildRequestSchema = z.extend(
  z.pick(runInputSchema, { datasets: true, allowOlder: true, runJob: true }),
  {
    action: z._default(z.enum(offeredActions), 'rebuild'),
    trigger,
    Comment,
  },
);

/** Every reason for which the endpoint refuses a request. */
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
