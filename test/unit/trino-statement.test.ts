import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runStatement } from '../../local-aws/trino/statement.ts';

const statement = {
  sql: 'select 1',
  catalog: 'awsdatacatalog',
  schema: 'default',
  session: {},
  prepared: {},
};

/** A Trino that answers each statement with the next page. */
const answering = async (
  pages: readonly object[],
  test: (endpoint: string) => Promise<void>,
): Promise<void> => {
  let asked = 0;
  const server = createServer((request, response) => {
    request.resume();
    response.end(JSON.stringify({ id: 'q', stats: { state: 'FINISHED' }, ...pages[asked] }));
    asked += 1;
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await test(`http://127.0.0.1:${port}`);
    expect(asked).toBe(pages.length);
  } finally {
    server.close();
  }
};

const run = async (endpoint: string, stopped = new AbortController().signal) => {
  const trino = {
    endpoint,
    headers: {},
    ended: new Promise<void>(() => undefined),
    stop: async () => undefined,
  };
  const pages = [];
  for await (const page of runStatement(trino, statement, stopped, 1)) pages.push(page);
  return pages;
};

const lost = {
  error: { errorName: 'NO_NODES_AVAILABLE', errorType: 'INTERNAL_ERROR', message: 'No nodes available' },
};

test('a statement that found no worker is asked again', () =>
  answering([lost, lost, { data: [[1]] }], async endpoint => {
    expect(await run(endpoint)).toMatchObject([{ data: [['1']] }]);
  }));

test('any other error is the answer', () =>
  answering([{ error: { ...lost.error, errorName: 'SYNTAX_ERROR' } }], async endpoint => {
    expect(await run(endpoint)).toMatchObject([{ error: { errorName: 'SYNTAX_ERROR' } }]);
  }));

test('a statement that is stopped while it waits is not asked again', () =>
  answering([lost], async endpoint => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 20);
    const trino = {
      endpoint,
      headers: {},
      ended: new Promise<void>(() => undefined),
      stop: async () => undefined,
    };
    const pages = runStatement(trino, statement, stop.signal, 60_000);
    await expect(pages.next()).rejects.toThrow('aborted');
  }));
