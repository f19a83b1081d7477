import { Agent, createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { AwsOperation } from './aws-operation.ts';
import { type Call, callOf, isForm } from './recording-proxy.ts';

/** One request to the proxy. */
export interface ProxiedCall extends AwsOperation {
  /** Path and query, as sent. */
  readonly url: string;
}

/**
 * What happens to a request. `lost`: the connection breaks before the server gets it. `unanswered`: the server executes
 * it, and the connection breaks before the answer. `denied` and `aborted`: the server never sees it, and the answer is
 * S3's AccessDenied, or its OperationAborted for two concurrent writes.
 */
export type Treatment = 'passed' | 'lost' | 'unanswered' | 'denied' | 'aborted';

export interface FaultyProxy {
  readonly endpoint: string;
  /** The requests that reached the server, in the order of its answers. */
  readonly calls: Call[];
  /** Decides about each request from now on; a request waits for a promised decision. */
  decide: (asked: ProxiedCall) => Treatment | Promise<Treatment>;
  stop(): Promise<void>;
}

const refuse = (outgoing: ServerResponse, status: number, code: string, message: string): void => {
  const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  outgoing
    .writeHead(status, { 'content-type': 'application/xml', 'x-amz-request-id': 'REQUEST-1' })
    .end(body);
};

const forward = (
  { method = 'GET', url = '/', rawHeaders }: IncomingMessage,
  body: Buffer,
  target: { readonly hostname: string; readonly port: string; readonly agent: Agent },
): Promise<{ readonly answer: IncomingMessage; readonly content: Buffer }> =>
  new Promise((resolve, reject) => {
    const onward = send({ ...target, method, path: url, headers: rawHeaders }, answer => {
      buffer(answer).then(content => resolve({ answer, content }), reject);
    });
    onward.once('error', reject);
    onward.end(body);
  });

/** An endpoint on loopback in front of another one. It breaks connections as a test decides, and records requests. */
export const startFaultyProxy = async (target: string): Promise<FaultyProxy> => {
  const { hostname, port } = new URL(target);
  const agent = new Agent({ keepAlive: true });
  const calls: Call[] = [];
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const at = new Date();
    const body = await buffer(incoming);
    const asked = callOf(incoming, isForm(incoming) ? body.toString() : '');
    const treatment = await proxy.decide(asked);
    if (treatment === 'lost') {
      outgoing.destroy();
    } else if (treatment === 'denied') {
      refuse(outgoing, 403, 'AccessDenied', 'a policy says no');
    } else if (treatment === 'aborted') {
      refuse(outgoing, 409, 'OperationAborted', 'a conflicting operation is in progress');
    } else {
      const record = (status: number | undefined) =>
        calls.push({ ...asked, at, status, bytesSent: body.length, body });
      const { answer, content } = await forward(incoming, body, { hostname, port, agent }).catch(error => {
        record(undefined);
        throw error;
      });
      // Recorded before the caller has its answer, so that a test that awaits a call finds it here.
      record(answer.statusCode);
      if (treatment === 'unanswered') outgoing.destroy();
      else outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, answer.rawHeaders).end(content);
    }
  };
  const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The faulty proxy has no port');
  const proxy: FaultyProxy = {
    endpoint: `http://127.0.0.1:${address.port}`,
    calls,
    decide: () => 'passed',
    stop: async () => {
      const closed = new Promise(resolve => server.close(resolve));
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
  return proxy;
};
