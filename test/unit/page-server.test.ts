import type { Asked } from '../../cli/page/app.ts';
import { type ServedPage, servePage } from '../../cli/page/serve.ts';
import { contentPolicy } from '../../page/page.ts';
import { sendRaw } from '../local-aws/gate-requests.ts';

let page: ServedPage;
let asked: Asked[];

beforeEach(async () => {
  asked = [];
  page = await servePage(
    {
      async ask(question) {
        asked.push(question);
        if (question.kind === 'query' && question.sql === 'break') throw new Error('AWS is away');
        return question.kind === 'query' ? { sql: question.sql } : { sql: '', opened: question.table };
      },
      render: async (answered = { sql: 'none' }) => `<p>${answered.sql}${answered.opened ?? ''}`,
      wordsOf: error => `in words: ${error instanceof Error ? error.message : ''}`,
    },
    0,
  );
});

afterEach(() => page.stop());

const origin = () => new URL(page.address).origin;
const form = (values: Record<string, string>) => ({
  method: 'POST',
  headers: { origin: origin(), 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(values).toString(),
});

describe('the page of `daybreak open`', () => {
  test('is served on this machine only, with headers that let no other page use it', async () => {
    expect(page.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/$/);
    const answer = await fetch(page.address);
    expect(await answer.text()).toBe('<p>none');
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-security-policy': `${contentPolicy}; frame-ancestors 'none'`,
      'content-type': 'text/html; charset=UTF-8',
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
  });

  test.each(['/', '/query', '/x/', `/${'A'.repeat(32)}/`, '/open/x'])(
    'is not at %s, which anybody can guess',
    async path => {
      expect((await fetch(`${origin()}${path}`)).status).toBe(404);
      const posted = await sendRaw(`${origin()}${path}`, form({ sql: 'select 1' }));
      expect(posted.status).toBe(404);
      expect(asked).toEqual([]);
    },
  );

  test('is opened once with the address that other users can see among the processes', async () => {
    const first = await fetch(page.once, { redirect: 'manual' });
    expect([first.status, new URL(first.headers.get('location') ?? '', page.once).href]).toEqual([
      303,
      page.address,
    ]);
    expect((await fetch(page.once, { redirect: 'manual' })).status).toBe(404);
  });

  test('asks a query, and finds its answer after the redirect, also when it is loaded again', async () => {
    const posted = await fetch(`${page.address}query`, { ...form({ sql: 'select 1' }), redirect: 'manual' });
    const place = new URL(posted.headers.get('location') ?? '', page.address).href;
    expect([posted.status, place]).toEqual([303, `${page.address}?answer=1#answer`]);
    for (const _ of [1, 2]) expect(await (await fetch(place)).text()).toBe('<p>select 1');
    expect(asked).toEqual([{ kind: 'query', sql: 'select 1' }]);
  });

  test('asks for the first rows of a table, and shows it open', async () => {
    const posted = await fetch(`${page.address}rows`, { ...form({ table: 'sor.a b' }), redirect: 'manual' });
    expect(posted.headers.get('location')).toMatch(/\/\?answer=1#table-sor\.a%20b$/);
    expect(asked).toEqual([{ kind: 'rows', table: 'sor.a b' }]);
  });

  test('says in words what went wrong', async () => {
    const answer = await fetch(`${page.address}query`, form({ sql: 'break' }));
    expect([answer.status, await answer.text()]).toEqual([502, 'in words: AWS is away']);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
  });

  test('reads no endless question', async () => {
    const answer = await fetch(`${page.address}query`, form({ sql: 'x'.repeat(1_000_001) }));
    expect(answer.status).toBe(413);
    expect(asked).toEqual([]);
  });
});

describe('a request that does not come from the page is refused', () => {
  const elsewhere: readonly (readonly [string, Record<string, string>])[] = [
    ['from another site', { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' }],
    ['from another port of this machine', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }],
    ['from localhost', { origin: 'http://localhost:1' }],
    ['from a file', { origin: 'null' }],
    ['without an origin', {}],
    ['for a name that resolves to this machine', { host: 'evil.test' }],
    ['for another port', { host: '127.0.0.1:1' }],
  ];

  test.each(elsewhere)('a query %s', async (_, headers) => {
    const { body } = form({ sql: 'drop table x' });
    const answer = await sendRaw(`${page.address}query`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body,
    });
    expect(answer.status).toBe(403);
    expect(asked).toEqual([]);
  });

  test.each([
    ['for a name that resolves to this machine', { host: 'evil.test' }],
    ['from a page elsewhere', { 'sec-fetch-site': 'cross-site' }],
    ['from a page on another port', { 'sec-fetch-site': 'same-site' }],
  ])('the page itself, %s', async (_, headers) => {
    expect((await sendRaw(page.address, { method: 'GET', headers })).status).toBe(403);
  });
});

test('a port that is taken is one clear error', async () => {
  const { port } = new URL(page.address);
  const again = servePage(
    { ask: async () => ({ sql: '' }), render: async () => '', wordsOf: String },
    Number(port),
  );
  await expect(again).rejects.toThrow(
    `Port ${port} is in use. Give another one with --port, or leave it out for any that is free.`,
  );
});
