import * as z from 'zod/mini';
import { problemType } from '../../lab/api.ts';
import { problemSchema, type RunLink, runLinkSchema } from '../../lab/api-answers.ts';
import type { RawAnswer } from './call.ts';

/** What the endpoint's answer to `POST /rebuild` means. */
export type EndpointAnswer =
  /** `repeated`: an earlier call with the same key started it. */
  | { readonly kind: 'run'; readonly run: RunLink; readonly how: 'started' | 'repeated' | 'under way' }
  /** Asked to retry later, after `seconds` if the answer gives them. */
  | { readonly kind: 'later'; readonly seconds: number | undefined; readonly why: string }
  | { readonly kind: 'refused'; readonly status: number; readonly why: string };

/** API Gateway's own errors. */
const gatewaySchema = z.object({ message: z.string() });

const jsonIn = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

/**
 * Seconds, from either form of the header; undefined if it is neither.
 * https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
const secondsIn = (retryAfter: string | undefined, now: number): number | undefined => {
  if (retryAfter === undefined) return undefined;
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter);
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
};

const reasonIn = (body: unknown, text: string): string => {
  const problem = z.safeParse(problemSchema, body);
  if (problem.success) {
    const { at, detail } = problem.data;
    return at === undefined ? detail : `${at}: ${detail}`;
  }
  const gateway = z.safeParse(gatewaySchema, body);
  if (gateway.success) return gateway.data.message;
  return text.trim().slice(0, 200) || 'no reason given';
};

/** @param now milliseconds, for a Retry-After that is a date */
export const parseAnswer = ({ status, retryAfter, body }: RawAnswer, now = Date.now()): EndpointAnswer => {
  const json = jsonIn(body);
  if (status === 200 || status === 202) {
    const run = z.safeParse(runLinkSchema, json);
    if (run.success) return { kind: 'run', run: run.data, how: status === 202 ? 'started' : 'repeated' };
  }
  const why = reasonIn(json, body);
  if (status === 429 || status === 503) return { kind: 'later', seconds: secondsIn(retryAfter, now), why };
  if (status === 409) {
    const problem = z.safeParse(problemSchema, json);
    // If the key belongs to another run, that run is not the one to follow.
    if (problem.success && problem.data.type === problemType('run-in-progress') && problem.data.running)
      return { kind: 'run', run: problem.data.running, how: 'under way' };
  }
  return { kind: 'refused', status, why };
};
