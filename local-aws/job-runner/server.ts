import { randomUUID } from 'node:crypto';
import { Agent, createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Caller } from '../environment.ts';
import type { SparkInstallation } from '../spark/installation.ts';
import { callerOf } from './caller.ts';
import { refusal } from './gate.ts';
import { JobRuns } from './job-runs.ts';
import { healthPath } from './launch.ts';
import { passOn } from './pass-on.ts';
import { BatchStopJobRun, GetJobRun, GetJobRuns, GlueError, parseRequest, StartJobRun } from './requests.ts';
import { Upstream } from './upstream.ts';

export interface JobRunnerOptions {
  /** MiniStack's endpoint. */
  readonly upstream: string;
  /** In the runner's health answer, and on the command line of every script's processes. */
  readonly token: string;
  /** The only port to listen on; 0: any. */
  readonly port: number;
  /** Where the runs' folders are. */
  readonly folder: string;
  readonly findSpark: () => Promise<SparkInstallation | undefined>;
  /** What to do if Spark is missing, in one sentence. */
  readonly howToGetSpark: string;
  /** Milliseconds; tests of timeouts use fewer. */
  readonly minute?: number;
}

export interface JobRunner {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Glue's operations on job runs. All other requests to Glue go to MiniStack. */
export const startJobRunner = async (options: JobRunnerOptions): Promise<JobRunner> => {
  const { upstream, token, folder, findSpark, howToGetSpark, minute } = options;
  const agent = new Agent({ keepAlive: true });
  const server = createServer({ keepAliveTimeout: 60_000 });
  const glueEndpoint = await listen(server, options.port);
  const workplace = { folder, around: { upstream, glueEndpoint, token }, findSpark, howToGetSpark };
  const runs = await JobRuns.open(workplace, new Upstream(upstream), minute);
  server.on('request', (incoming, outgoing) => {
    const message = refusal(incoming.headers);
    if (message !== undefined)
      return void answer(outgoing, 403, { __type: 'AccessDeniedException', message });
    if (incoming.url === healthPath) return void answer(outgoing, 200, { token });
    const operation = operations.get(`${incoming.headers['x-amz-target']}`);
    if (operation)
      void respond(incoming, outgoing, upstream, (caller, body) => operation(runs, caller, body));
    else passOn(incoming, outgoing, upstream, agent);
  });
  return {
    endpoint: glueEndpoint,
    async stop() {
      await runs.end();
      const closed = new Promise(resolve => server.close(resolve));
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
};

type Operation = (runs: JobRuns, caller: Caller, body: string) => unknown;

const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['AWSGlue.StartJobRun', (runs, caller, body) => runs.start(caller, parseRequest(StartJobRun, body))],
  ['AWSGlue.GetJobRun', (runs, caller, body) => runs.get(caller, parseRequest(GetJobRun, body))],
  ['AWSGlue.GetJobRuns', (runs, caller, body) => runs.list(caller, parseRequest(GetJobRuns, body))],
  ['AWSGlue.BatchStopJobRun', (runs, caller, body) => runs.stop(caller, parseRequest(BatchStopJobRun, body))],
]);

const respond = async (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  upstream: string,
  operation: (caller: Caller, body: string) => unknown,
): Promise<void> => {
  try {
    const body = await text(incoming);
    const caller = await callerOf(incoming.headers, upstream);
    answer(outgoing, 200, await operation(caller, body));
  } catch (error) {
    if (error instanceof GlueError)
      return answer(outgoing, 400, { __type: error.name, Message: error.message });
    console.error(error);
    answer(outgoing, 500, { __type: 'InternalServiceException', Message: `The job runner failed: ${error}` });
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
