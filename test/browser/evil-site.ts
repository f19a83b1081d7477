import { createServer } from 'node:http';

export interface EvilSite {
  readonly port: number;
  stop(): Promise<void>;
}

/** A web server with an empty page, and with `/away?to=<address>`, which redirects there. */
export const startEvilSite = async (): Promise<EvilSite> => {
  const server = createServer(({ url = '' }, outgoing) => {
    const to = new URL(url, 'http://site').searchParams.get('to');
    if (to !== null) return void outgoing.writeHead(302, { location: to }).end();
    outgoing.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>A page</title>');
  });
  await new Promise<void>(resolve => server.listen(0, resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The site has no port');
  return {
    port: address.port,
    async stop() {
      const closed = new Promise(resolve => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
};
