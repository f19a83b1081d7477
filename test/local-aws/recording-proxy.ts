import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
  request as send,
} from 'node:http';
import { type AwsOperation, awsOperation } from './aws-operation.ts';

export { isWrite } from './aws-operation.ts';

/** One request that passed through. */
export interface Call extends AwsOperation {
  /** When the request arrived. */
  readonly at: Date;
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  /** Undefined if no answer came. */
  readonly status: number | undefined;
  /** The size of the request's body. */
  readonly bytesSent: number;
  /** The body; empty if it has more than 256 KiB, such as an object. */
  readonly body: Buffer;
  readonly headers: IncomingHttpHeaders;
  /** Bucket and key that S3 copies from. */
  readonly copySource: string | undefined;
  /** The calling Lambda function, if its environment has `functionsNameThemselves`. */
  readonly lambda: string | undefined;
}

export interface RecordingProxy {
  readonly endpoint: string;
  readonly calls: Call[];
  stop(): Promise<void>;
}

/**
 * For the server's environment: makes every Node function put its name in the User-Agent of its SDK calls, in place of
 * Lambda's `AWS_EXECUTION_ENV`, which the local AWS leaves empty. Nothing in the function changes.
 */
export const functionsNameThemselves: Readonly<Record<string, string>> = {
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(
    'process.env.AWS_EXECUTION_ENV="AWS_Lambda."+process.env.AWS_LAMBDA_FUNCTION_NAME',
  )}`,
};

/**
 * An endpoint on loopback that forwards everything unchanged, including Host and signature, and records it. `target` is
 * a function of the service if the address behind is not known yet: a server whose functions should call through the
 * proxy needs the proxy's address before it has its own.
 */
export const startRecordingProxy = async (
  target: string | ((service: string) => string),
): Promise<RecordingProxy> => {
  const calls: Call[] = [];
  const agent = new Agent({ keepAlive: true });
  const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, outgoing) => {
    const { hostname, port } = new URL(
      typeof target === 'string' ? target : target(callOf(incoming, '').service),
    );
    pass(incoming, outgoing, { hostname, port, agent }, call => calls.push(call));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The recording proxy has no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    calls,
    stop: async () => {
      const closed = new Promise(resolve => server.close(resolve));
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
};

/** Whether the body names the operation. */
export const isForm = ({ headers }: IncomingMessage): boolean =>
  headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;

/** Bytes of a body. */
const mostRecorded = 256 * 1024;

interface Upstream {
  readonly hostname: string;
  readonly port: string;
  readonly agent: Agent;
}

/** The call that a request makes. */
export const callOf = (
  { method = 'GET', url = '/', headers }: IncomingMessage,
  form: string,
): Omit<Call, 'at' | 'status' | 'bytesSent' | 'body'> => {
  const source = headers['x-amz-copy-source'];
  return {
    ...awsOperation({ method, url, headers, form }),
    method,
    url,
    headers,
    copySource: typeof source === 'string' ? decodeURIComponent(source) : undefined,
    lambda: lambdaOf(headers['user-agent']),
  };
};

const pass = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  upstream: Upstream,
  record: (call: Call) => void,
): void => {
  const at = new Date();
  const { method = 'GET', url = '/', rawHeaders } = incoming;
  const chunks: Buffer[] = [];
  let bytesSent = 0;
  incoming.on('data', (chunk: Buffer) => {
    bytesSent += chunk.length;
    if (bytesSent <= mostRecorded) chunks.push(chunk);
  });
  // Recorded before the caller has its answer, so that a test that awaits a call finds it here.
  const answered = (status: number | undefined) => {
    const body = bytesSent <= mostRecorded ? Buffer.concat(chunks) : Buffer.alloc(0);
    record({ ...callOf(incoming, isForm(incoming) ? body.toString() : ''), at, status, bytesSent, body });
  };
  // Raw headers keep names, order and repetitions.
  const onward = send({ ...upstream, method, path: url, headers: rawHeaders }, answer => {
    answered(answer.statusCode);
    outgoing.sendDate = false;
    outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, answer.rawHeaders);
    answer.pipe(outgoing);
    answer.once('error', () => outgoing.destroy());
  });
  onward.once('error', () => {
    if (!outgoing.headersSent) answered(undefined);
    outgoing.destroy();
  });
  outgoing.once('close', () => outgoing.writableFinished || onward.destroy());
  incoming.pipe(onward);
};

/** The Lambda function that sends this User-Agent, if its environment has `functionsNameThemselves`. */
export const lambdaOf = (userAgent: string | undefined): string | undefined =>
  /exec-env\/AWS_Lambda\.([^\s]+)/.exec(userAgent ?? '')?.[1];
