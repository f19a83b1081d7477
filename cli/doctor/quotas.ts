import * as z from 'zod/mini';
import { jsonOf } from '../../lab/json-of.ts';
import { callEndpoint } from '../endpoint/call.ts';
import { messageOf } from '../errors.ts';
import type { Session } from '../session.ts';
import type { Asker, Check } from './check.ts';

const part = 'Quotas' as const;
const about = 'functions that run at a time';
const needs = [{ action: 'lambda:GetAccountSettings', resource: '*' }];

const settingsSchema = z.object({
  AccountLimit: z.object({
    ConcurrentExecutions: z.number(),
    UnreservedConcurrentExecutions: z.optional(z.number()),
  }),
});
const errorSchema = z.object({ message: z.optional(z.string()), Message: z.optional(z.string()) });

/**
 * The most that a rebuild of a small lab runs at a time: three branches, each with a function. With less, its calls are
 * throttled until their retries end.
 */
const least = 3;

/**
 * How many functions the account lets run at a time. Lambda is asked without its client, for one number:
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html
 */
export const checkConcurrency = async (session: Session, asker: Asker): Promise<Check> => {
  const unknown = (found: string): Check => ({ part, about, status: 'unknown', found, needs });
  try {
    const { region } = session.lab;
    const { status, body } = await callEndpoint(
      session,
      session.endpoint ?? `https://lambda.${region}.amazonaws.com`,
      { method: 'GET', path: '/2016-08-19/account-settings', headers: {}, body: '' },
      'lambda',
    );
    const answer = jsonOf(body);
    if (status === 403) {
      const { message, Message } = errorSchema.safeParse(answer).data ?? {};
      return unknown(`denied (${message ?? Message ?? 'AccessDenied'})`);
    }
    const settings = settingsSchema.safeParse(answer).data;
    if (settings === undefined) return unknown(`Lambda answered ${status}`);
    const { ConcurrentExecutions: all, UnreservedConcurrentExecutions: unreserved = all } =
      settings.AccountLimit;
    const found = unreserved === all ? `${all}` : `${unreserved} of ${all}; others have reserved the rest`;
    if (unreserved >= least) return { part, about, status: 'ok', found, needs: [] };
    return {
      part,
      about,
      status: 'missing',
      found: `${found}: fewer than ${least}`,
      needs: [],
      ask: `Please raise the Lambda quota "Concurrent executions" of account ${asker.account} (${asker.region}) to at least 10: Daybreak runs ${least} functions at a time.`,
    };
  } catch (error) {
    return unknown(messageOf(error));
  }
};
