import { Agent, createServer, request } from 'node:http';
import { lambdaOf } from '../local-aws/recording-proxy.ts';

/** An endpoint in front of another one, which passes each call on after a while. */
export interface SlowEndpoint {
  readonly endpoint: string;
  /** Calls since this was last asked, by the Lambda function that made them, or '' if none did. */
  calls(): ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

/** Calls of all callers together. */
export const allOfThem = (calls: ReadonlyMap<string, number>): number =>
  [...calls.values()].reduce((sum, made) => sum + made, 0);

/**
 * @param target a function if that address is not known yet
 * @param delay milliseconds
 */
export const startSlowEndpoint = async (
  target: string | (() => string),
  delay: number,
): Promise<SlowEndpoint> => {
  const agent = new Agent({ keepAlive: true });
  let calls = new Map<string, number>();
  const server = createServer({ keepAliveTimeout: 120_000 }, (incoming, outgoing) => {
    const { method, url, rawHeaders, headers } = incoming;
    const { hostname, port } = new URL(typeof target === 'string' ? target : target());
    const caller = lambdaOf(headers['user-agent']) ?? '';
    calls.set(caller, (calls.get(caller) ?? 0) + 1);
    const passOn = () => {
      const onward = request({ hostname, port, agent, method, path: url, headers: rawHeaders }, answer => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(outgoing);
      });
      onward.once('error', () => outgoing.destroy());
      incoming.pipe(onward);
    };
    if (delay === 0) passOn();
    else setTimeout(passOn, delay);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The slow endpoint has no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    calls: () => {
      const counted = calls;
      calls = new Map();
      return counted;
    },
    stop: async () => {
      const closed = new Promise(resolve => server.close(resolve));
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
};
