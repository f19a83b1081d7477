import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { isRecord } from '../../lab/json-of.ts';
import { Failed } from '../errors.ts';
import { type PageAppOptions, pageApp } from './app.ts';

/** A page that is being served. */
export interface ServedPage {
  /** For whoever sees this terminal. */
  readonly address: string;
  /** For a browser to be started with: it leads to the page once. */
  readonly once: string;
  stop(): Promise<void>;
}

const newSecret = (): string => randomBytes(24).toString('base64url');

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', error =>
      reject(
        isRecord(error) && error.code === 'EADDRINUSE'
          ? new Failed(
              `Port ${port} is in use. Give another one with --port, or leave it out for any that is free.`,
            )
          : new Failed(`The page can't be served on port ${port}: ${error.message}.`),
      ),
    );
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });

/**
 * Serves the page on this machine only.
 * @param port 0: any that is free
 * @throws Failed if the port can't be had
 */
export const servePage = async (
  options: Pick<PageAppOptions, 'ask' | 'render' | 'wordsOf'>,
  port: number,
): Promise<ServedPage> => {
  const [secret, ticket] = [newSecret(), newSecret()];
  let app: ReturnType<typeof pageApp> | undefined;
  const server = createAdaptorServer({
    fetch: request => app?.fetch(request) ?? new Response(null, { status: 503 }),
  });
  if (!('closeAllConnections' in server)) throw new Error('the page is served by HTTP/1.1');
  const authority = `127.0.0.1:${await listen(server, port)}`;
  app = pageApp({ ...options, authority, secret, ticket });
  return {
    address: `http://${authority}/${secret}/`,
    once: `http://${authority}/open/${ticket}`,
    async stop() {
      const closed = new Promise(resolve => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
};
