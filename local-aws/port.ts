import { createServer } from 'node:net';

/** Ports to try, in order: the wanted ones that are free, then any that the system chooses. */
export async function* freePorts(wanted: readonly number[]): AsyncGenerator<number> {
  for (const port of wanted) {
    if (await listenOnce(port)) yield port;
  }
  // By the time the server binds, another program may have taken the port: hence more than one try.
  for (let tries = 0; tries < 5; tries++) {
    const port = await listenOnce(0);
    if (port) yield port;
  }
}

/** The port, if it can be listened on. */
const listenOnce = (port: number): Promise<number | undefined> =>
  new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address ? address.port : undefined;
      server.close(() => resolve(bound));
    });
  });
