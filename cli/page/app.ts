import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { contentPolicy } from '../../page/page.ts';
import type { Answered } from './desk.ts';
import { isSecret, refusal } from './gate.ts';

/** What is asked on the page. */
export type Asked =
  | { readonly kind: 'query'; readonly sql: string }
  | { readonly kind: 'rows'; readonly table: string };

export interface PageAppOptions {
  /** `127.0.0.1:1234` */
  readonly authority: string;
  /** The folder in which the page is: who does not know it finds nothing. */
  readonly secret: string;
  /** Leads to the page once: it may be seen by others of this machine, in the list of processes. */
  readonly ticket: string;
  readonly ask: (asked: Asked) => Promise<Answered>;
  readonly render: (answered: Answered | undefined) => Promise<string>;
  readonly wordsOf: (error: unknown) => string;
}

/** Bytes. A query has at most 262,144: https://docs.aws.amazon.com/athena/latest/ug/service-limits.html */
const mostBody = 1_000_000;

/** Answers that a reload still finds; asking again would cost again. */
const keptAnswers = 20;

const headers = {
  'content-security-policy': `${contentPolicy}; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** A form sends the ends of lines as CR LF, whatever was typed. */
const textIn = (value: unknown): string => (typeof value === 'string' ? value.replaceAll('\r\n', '\n') : '');

/** The page as a web application, for whoever knows its secret. */
export const pageApp = ({ authority, secret, ticket, ask, render, wordsOf }: PageAppOptions): Hono => {
  const app = new Hono();
  const answers = new Map<string, Answered>();
  let asked = 0;
  let isTicketGood = true;

  app.use(async (c, next) => {
    const { method } = c.req;
    const why = refusal({ method, header: name => c.req.header(name) }, authority);
    if (why !== undefined) return c.text(why, 403, headers);
    await next();
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
    return undefined;
  });
  app.onError((error, c) => c.text(wordsOf(error), 502, headers));
  app.notFound(c => c.text('There is nothing here. Open the address that `daybreak open` has printed.', 404));

  app.get('/open/:ticket', c => {
    if (!isTicketGood || !isSecret(c.req.param('ticket'), ticket)) return c.notFound();
    isTicketGood = false;
    return c.redirect(`/${secret}/`, 303);
  });
  app.use('/:secret/*', async (c, next) => {
    if (!isSecret(c.req.param('secret'), secret)) return c.notFound();
    await next();
    return undefined;
  });
  app.get('/:secret/', async c => c.html(await render(answers.get(c.req.query('answer') ?? ''))));

  const remember = (answered: Answered): string => {
    asked += 1;
    answers.set(`${asked}`, answered);
    answers.delete(`${asked - keptAnswers}`);
    return `${asked}`;
  };
  app.use(
    '/:secret/*',
    bodyLimit({ maxSize: mostBody, onError: c => c.text('The query is too long for Athena.', 413) }),
  );
  // Each POST ends in a redirect, so that reloading the page asks, and costs, nothing.
  app.post('/:secret/query', async c => {
    const { sql } = await c.req.parseBody();
    const key = remember(await ask({ kind: 'query', sql: textIn(sql) }));
    return c.redirect(`/${secret}/?answer=${key}#answer`, 303);
  });
  app.post('/:secret/rows', async c => {
    const { table } = await c.req.parseBody();
    const answered = await ask({ kind: 'rows', table: textIn(table) });
    const place = answered.opened === undefined ? 'answer' : encodeURIComponent(`table-${answered.opened}`);
    return c.redirect(`/${secret}/?answer=${remember(answered)}#${place}`, 303);
  });
  return app;
};
