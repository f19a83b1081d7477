import { Agent, createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { type Call, callOf, isForm } from './recording-proxy.ts';

/** One request to the proxy. */
export interface ProxiedCall extends Omit<Call, 'at' | 'status' | 'bytesSent' | 'body'> {
  readonly body: string;
  /** The body's bytes. */
  readonly content: Buffer;
}

/** An error of AWS's, by its HTTP status and code. */
interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message?: string;
}

/** What a service of AWS's that the server lacks would answer, as JSON. */
interface Answer {
  readonly answer: object;
}

/**
 * What happens to a request. `lost`: the connection breaks before the server gets it. `unanswered`: the server executes
 * it, and the connection breaks before the answer. `denied`, `aborted` and refusals: the server never sees it, and the
 * answer is AccessDenied, S3's OperationAborted for two concurrent writes, or another error. Or it gets an answer in the
 * server's place.
 */
export type Treatment = 'passed' | 'lost' | 'unanswered' | 'denied' | 'aborted' | Refusal | Answer;

export interface FaultyProxy {
  readonly endpoint: string;
  /** The requests that reached the server, in the order of its answers. */
  readonly calls: Call[];
  /** Decides about each request from now on; a request waits for a promised decision. */
  decide: (asked: ProxiedCall) => Treatment | Promise<Treatment>;
  stop(): Promise<void>;
}

/** Services that answer in JSON. */
export const isJsonService = (service: string): boolean =>
  ['glue', 'athena', 'states', 'events', 'lakeformation'].includes(service);

/** An error in the form of the service: XML, inside of another element from services that take forms, or JSON. */
const refuse = (
  outgoing: ServerResponse,
  { service, method }: Pick<Call, 'service' | 'method'>,
  { status, code }: Refusal,
  message: string,
): void => {
  const isJson = isJsonService(service);
  const error = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  const body = isJson
    ? JSON.stringify({ __type: code, message, Message: message })
    : `<?xml version="1.0"?>${service !== 's3' ? `<ErrorResponse>${error}</ErrorResponse>` : error}`;
  outgoing
    .writeHead(status, {
      'content-type': isJson ? 'application/x-amz-json-1.1' : 'application/xml',
      'x-amz-request-id': 'REQUEST-1',
    })
    .end(method === 'HEAD' ? undefined : body);
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

/**
 * An endpoint on loopback in front of another one. It breaks connections as a test decides, and records requests.
 * @param target a function if the address behind is not known yet
 */
export const startFaultyProxy = async (target: string | (() => string)): Promise<FaultyProxy> => {
  const agent = new Agent({ keepAlive: true });
  const calls: Call[] = [];
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const at = new Date();
    const body = await buffer(incoming);
    const asked = callOf(incoming, isForm(incoming) ? body.toString() : '');
    const { hostname, port } = new URL(typeof target === 'string' ? target : target());
    const treatment = await proxy.decide({ ...asked, body: body.toString(), content: body });
    if (treatment === 'lost') {
      outgoing.destroy();
    } else if (treatment === 'denied') {
      refuse(outgoing, asked, { status: 403, code: 'AccessDenied' }, 'a policy says no');
    } else if (treatment === 'aborted') {
      refuse(
        outgoing,
        asked,
        { status: 409, code: 'OperationAborted' },
        'a conflicting operation is in progress',
      );
    } else if (typeof treatment === 'object' && 'answer' in treatment) {
      outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(treatment.answer));
    } else if (typeof treatment === 'object') {
      refuse(outgoing, asked, treatment, treatment.message ?? 'because');
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
