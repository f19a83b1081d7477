import { randomUUID } from 'node:crypto';
import { Agent, createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { callerOf } from './caller.ts';
import { refusal, withoutTheToken } from './gate.ts';
import { healthPath } from './launch.ts';
import { passOn } from './pass-on.ts';
import { type Operation, passItOn, type Service, ServiceError } from './service.ts';

export interface FrontOptions {
  /** MiniStack's endpoint. */
  readonly upstream: string;
  /** In the health answer. */
  readonly token: string;
  /** What callers have to know. */
  readonly sessionToken: string;
  /** The only port to listen on; 0: any. */
  readonly port: number;
  /** Opened when the address is known, because scripts need it. */
  readonly services: readonly ((endpoint: string) => Promise<Service>)[];
}

export interface Front {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Answers some operations of some services itself, and passes all other requests on to MiniStack. */
export const startFront = async ({
  upstream,
  token,
  sessionToken,
  port,
  services,
}: FrontOptions): Promise<Front> => {
  const agent = new Agent({ keepAlive: true });
  const server = createServer({ keepAliveTimeout: 60_000 });
  const endpoint = await listen(server, port);
  const opened = await Promise.all(services.map(open => open(endpoint)));
  const operations = new Map(opened.flatMap(service => [...service.operations]));
  server.on('request', (incoming, outgoing) => {
    const message = refusal(incoming.headers);
    if (message !== undefined)
      return void answer(outgoing, 403, { __type: 'AccessDeniedException', message });
    if (incoming.url === healthPath) return void answer(outgoing, 200, { token });
    const operation = operations.get(`${incoming.headers['x-amz-target']}`);
    if (operation) void respond(incoming, outgoing, { upstream, agent, sessionToken }, operation);
    else passOn(incoming, outgoing, { upstream, agent });
  });
  return {
    endpoint,
    async stop() {
      await Promise.all(opened.map(service => service.stop()));
      const closed = new Promise(resolve => server.close(resolve));
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
};

const respond = async (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  onward: { readonly upstream: string; readonly agent: Agent; readonly sessionToken: string },
  operation: Operation,
): Promise<void> => {
  try {
    const caller = await callerOf(incoming.headers, onward);
    if (caller === undefined)
      return answer(outgoing, 403, { __type: 'AccessDeniedException', message: withoutTheToken });
    const body = await buffer(incoming);
    const result = await operation(caller, body.toString());
    if (result === passItOn) passOn(incoming, outgoing, onward, body);
    else answer(outgoing, 200, result);
  } catch (error) {
    if (error instanceof ServiceError)
      // Services differ in how they write "message"; clients accept both.
      return answer(outgoing, 400, { __type: error.name, Message: error.message, ...error.members });
    console.error(error);
    answer(outgoing, 500, { __type: 'InternalServiceException', Message: `The local AWS failed: ${error}` });
  }
};

const answer = (outgoing: ServerResponse, status: number, body: unknown): void => {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() };
  outgoing.writeHead(status, headers).end(JSON.stringify(body));
};

const listen = (server: Server, port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      if (typeof address === 'object' && address) resolve(`http://127.0.0.1:${address.port}`);
    });
  });
